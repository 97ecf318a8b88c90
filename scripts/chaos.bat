@echo off
rem As scripts/chaos.sh, whose --help has the flags. Nothing is built: run "mvn package -DskipTests" first. Not tried on
rem Windows yet: there are no SIGSTOP (--stall, --zombies), pipes (pipe) and clocks (clock) there, and a producer that is
rem told to stop is killed.
java -Xmx512m -jar "%~dp0..\lab\experiments\target\experiments.jar" chaos --suite "%~dp0.." %*
