@echo off
rem Starts one consumer for every open shard of the stream, and ends them all on a key.
rem
rem     scripts\consumers.bat [flags of the consumer]
rem     scripts\consumers.bat --stream-name DeliveryStream --endpoint-url http://127.0.0.1:4567
rem
rem Each one logs to logs\consumer-SHARD.log. The flags go to all of them; those that say which stream it is also
rem go to stream-admin. A consumer goes on with the children of its shard, so a resharding needs no restart.
rem Started again after one, this gives each open shard whose reader has others too a process of its own.
rem
rem Limits of a batch file:
rem - Windows has no SIGTERM: the consumers are ended the hard way. They keep no state, so nothing is lost; the ranking
rem   server tells the next ones where to go on.
rem - "start /b" takes Ctrl-C away from the consumers. After Ctrl-C in this window answer N to "Terminate batch job",
rem   and they are ended as by a key; after Y they run on until the window is closed. Ctrl-Break ends them at once.
rem - A consumer that ends by itself is not started again; its log says why.
rem - Flags with ! or " or a bare percent sign in them do not pass.
setlocal EnableDelayedExpansion
cd /d "%~dp0.."

for %%J in (stream-admin\target\stream-admin.jar consumer\target\consumer.jar) do (
    if not exist %%J (
        echo error: %%J is missing: build it with "mvn package" 1>&2
        exit /b 1
    )
)
if not exist logs mkdir logs

rem The flags as they came, and those of them that say which stream.
set "flags=%*"
set "stream="
:next_flag
if "%~1"=="" goto flags_read
for %%F in (--stream-name --region --profile --endpoint-url) do (
    if "%~1"=="%%F" set "stream=!stream! %%F "%~2""
)
shift
goto next_flag
:flags_read

rem Through a file, so that a failure of stream-admin is seen.
java -jar stream-admin\target\stream-admin.jar shards!stream! > logs\shards.txt
if errorlevel 1 exit /b !errorlevel!

rem A word on their command lines by which they are found again.
set "mark=delivery.consumers=%RANDOM%%RANDOM%%RANDOM%"
set /a count=0
for /f "usebackq delims=" %%S in ("logs\shards.txt") do (
    start "" /b java "-D!mark!" -jar consumer\target\consumer.jar --shard %%S --share !flags! > "logs\consumer-%%S.log" 2>&1 < nul
    set /a count+=1
    echo %%S: logs\consumer-%%S.log
)
if !count! equ 0 (
    echo error: the stream has no open shard 1>&2
    exit /b 1
)

echo !count! consumers run. Press a key to end them.
pause > nul
powershell -NoProfile -Command "Get-CimInstance Win32_Process -Filter \"Name = 'java.exe'\" | Where-Object CommandLine -like '*-D!mark!*' | ForEach-Object { Stop-Process -Force -Id $_.ProcessId }"
endlocal
