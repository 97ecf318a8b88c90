@echo off
rem The whole suite in one command: the jars, as they are. What each takes: delivery COMMAND --help
rem
rem     delivery demo ^| producer ^| drivers ^| consumers ^| consumer ^| fleet ^| ranking ^| replay ^| kinesis ^| stream ... ^| audit ^| plan
rem              ^| verify ^| chaos ^| experiment ^| simulate
rem
rem Nothing is built: run "mvn package -DskipTests" first. Flags with ! or a bare percent sign do not pass. Not tried on
rem Windows yet.
setlocal
set "root=%~dp0"
set "command=%~1"
set "module="
set "first="
for %%P in (
    producer:producer-main drivers:producer-driver consumer:consumer fleet:consumer-fleet ranking:ranking-server replay:ranking-server kinesis:local-kinesis
    stream:stream-admin audit:stream-admin plan:stream-admin demo:lab\experiments verify:lab\experiments chaos:lab\experiments
    experiment:lab\experiments simulate:lab\simulation
) do for /f "tokens=1,2 delims=:" %%A in ("%%P") do if "%%A"=="%command%" set "module=%%B"
for %%C in (audit plan replay demo verify chaos experiment) do if "%%C"=="%command%" set "first=%command%"
if "%command%"=="consumers" (
    set "script=consumers.bat"
    goto rest
)
if "%module%"=="" (
    findstr /b /c:"rem" "%~f0"
    if "%command%"=="help" exit /b 0
    if "%command%"=="--help" exit /b 0
    echo error: there is no command "%command%" 1>&2
    exit /b 2
)
for %%M in ("%module%") do set "jar=%root%%module%\target\%%~nxM.jar"
if not exist "%jar%" (
    echo error: %jar% is missing: build it with "mvn package -DskipTests" 1>&2
    exit /b 1
)
set "suite="
for %%C in (demo verify chaos experiment) do if "%%C"=="%command%" set "suite=--suite "%root%.""
:rest
rem All but the first word, as it came.
set "flags=%*"
call set "flags=%%flags:*%command%=%%"
if defined script (
    call "%root%scripts\%script%"%flags%
    exit /b
)
java -Xmx512m -jar "%jar%" %first% %suite%%flags%
exit /b
