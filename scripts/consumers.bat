@echo off
rem Starts one consumer for every open shard of the stream, and ends them all on a key.
rem
rem     scripts\consumers.bat [flags of the consumer]
rem     scripts\consumers.bat --stream-name DeliveryStream --endpoint-url http://127.0.0.1:4567
rem
rem Each run has a folder of its own for its logs, logs\TIME-NUMBER\consumer-SHARD.log. The flags go to all of them;
rem those that say which stream it is also go to stream-admin. A consumer goes on with the children of its shard, so a
rem resharding needs no restart.
rem Started again after one, this gives each open shard whose reader has others too a process of its own.
rem
rem Limits of a batch file:
rem - Windows has no SIGTERM: the consumers are ended the hard way. They keep no state, so nothing is lost; the ranking
rem   server tells the next ones where to go on.
rem - "start /b" takes Ctrl-C away from the consumers. After Ctrl-C in this window answer N to "Terminate batch job",
rem   and they are ended as by a key; after Y they run on until the window is closed. Ctrl-Break ends them at once.
rem - Nothing is built: after a "git pull" run "mvn package" first.
rem - A consumer that ends by itself is not started again; its log says why.
rem - Flags with ! or " or a bare percent sign in them do not pass.
setlocal EnableDelayedExpansion
for %%F in (--help -h) do if "%~1"=="%%F" (
    findstr /b /c:"rem" "%~f0"
    exit /b 0
)
cd /d "%~dp0.."

for %%J in (stream-admin\target\stream-admin.jar consumer\target\consumer.jar) do (
    if not exist %%J (
        echo error: %%J is missing: build it with "mvn package" 1>&2
        exit /b 1
    )
)
for /f %%T in ('powershell -NoProfile -Command "Get-Date -Format yyyyMMdd-HHmmss"') do set "run=logs\%%T-%RANDOM%"
mkdir "!run!"
if errorlevel 1 (
    echo error: !run! cannot be made 1>&2
    exit /b 1
)

rem The flags as they came, and those of them that say which stream.
set "flags=%*"
set "stream="
:next_flag
if "%~1"=="" goto flags_read
for %%F in (--shard --all-shards) do (
    if "%~1"=="%%F" (
        echo error: this script decides on the shards; run the consumer itself for %%F 1>&2
        exit /b 2
    )
)
for %%F in (--stream-name --stream --region --profile --endpoint-url) do (
    if "%~1"=="%%F" set "stream=!stream! %%F "%~2""
)
shift
goto next_flag
:flags_read

rem Through a file, so that a failure of stream-admin is seen.
java -jar stream-admin\target\stream-admin.jar shards!stream! > "!run!\shards.txt"
if errorlevel 1 exit /b !errorlevel!

rem A word on their command lines by which they are found again.
set "mark=delivery.consumers=%RANDOM%%RANDOM%%RANDOM%"
set /a count=0
for /f "usebackq delims=" %%S in ("!run!\shards.txt") do (
    start "" /b java "-D!mark!" -jar consumer\target\consumer.jar --shard %%S --share !flags! > "!run!\consumer-%%S.log" 2>&1 < nul
    set /a count+=1
    echo %%S: !run!\consumer-%%S.log
    rem A few at a time: each needs a processor to start, and all of them share an account's calls.
    set /a pause=count %% 4
    if !pause! equ 0 ping -n 3 127.0.0.1 > nul
)
if !count! equ 0 (
    echo error: the stream has no open shard 1>&2
    exit /b 1
)

echo !count! consumers run. Press a key to end them.
pause > nul
powershell -NoProfile -Command "Get-CimInstance Win32_Process -Filter \"Name = 'java.exe'\" | Where-Object CommandLine -like '*-D!mark!*' | ForEach-Object { Stop-Process -Force -Id $_.ProcessId }"
endlocal
