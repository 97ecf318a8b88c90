@echo off
rem As scripts/experiment.sh, whose --help has the flags. Nothing is built: run "mvn package -DskipTests" first. Not tried
rem on Windows yet, where a producer that is told to stop is killed.
java -Xmx512m -jar "%~dp0..\lab\experiments\target\experiments.jar" experiment --suite "%~dp0.." %*
