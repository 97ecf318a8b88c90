# syntax=docker/dockerfile:1
# One image for every program: docker build -t delivery . && docker run delivery producer-main --help
FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -q -B -DskipTests package -am \
    -pl local-kinesis,stream-admin,ranking-server,consumer,consumer-fleet,producer-main,producer-driver \
    && mkdir /jars \
    && for each in local-kinesis stream-admin ranking-server consumer consumer-fleet producer-main producer-driver; do \
    cp "$each/target/$each.jar" /jars || exit 1; done

FROM eclipse-temurin:17.0.18_8-jre-jammy
# The folders that volumes are mounted on: a new volume takes its owner from here.
RUN useradd --system --no-create-home --uid 10001 delivery \
    && install -d -m 0700 -o delivery -g delivery /state /token
COPY --from=build /jars /app
COPY --chmod=0755 docker/start /app/start
USER 10001
WORKDIR /state
ENTRYPOINT ["/app/start"]
