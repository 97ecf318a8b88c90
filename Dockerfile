# syntax=docker/dockerfile:1
# One file for every program: docker build --build-arg MODULE=consumer -t delivery/consumer .
# All jars come from the same build stage, so that compose builds them once.

FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -q -B -DskipTests package -am \
    -pl local-kinesis,stream-admin,ranking-server,consumer,producer-main,producer-driver

FROM eclipse-temurin:17.0.18_8-jre-jammy
ARG MODULE
# The folders that volumes are mounted on: a new volume takes its owner from here.
RUN test -n "$MODULE" \
    && useradd --system --no-create-home --uid 10001 delivery \
    && install -d -m 0700 -o delivery -g delivery /state /token
COPY --from=build /src/${MODULE}/target/${MODULE}.jar /app/app.jar
USER 10001
WORKDIR /state
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=70", "-jar", "/app/app.jar"]
