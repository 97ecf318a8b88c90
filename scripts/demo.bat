@echo off
rem As scripts/demo.sh, whose --help has the flags. Nothing is built: run "mvn package -DskipTests" first. Not tried on
rem Windows yet. Ctrl-C reaches every process there and Windows has no SIGTERM, so that the report may say that nothing is
rem proved: the drivers were ended before they could say how much they had put on the stream.
java -Xmx512m -jar "%~dp0..\lab\experiments\target\experiments.jar" demo --suite "%~dp0.." %*
