@echo off
rem Starts the command line on Windows from an unpacked bundle, as the script keyhaul does elsewhere. It does not look at
rem who can write to this folder: keep it where administrators alone can.
rem A path may have spaces, ampersands, percent signs and exclamation marks: each is used in quotes, and expanded once.
setlocal EnableExtensions DisableDelayedExpansion
rem A variable of this name would hide the exit code.
set ERRORLEVEL=
set "home=%~dp0"
rem These would let the environment load agents and options into a process that handles keys.
set JAVA_TOOL_OPTIONS=
set JDK_JAVA_OPTIONS=
set _JAVA_OPTIONS=
if /i "%PROCESSOR_ARCHITECTURE%"=="ARM64" (set "platform=win32-aarch64") else (set "platform=win32-x86-64")

rem The Java of JAVA_HOME, or of PATH. Without a path before it, cmd would take one of the current folder first.
set "java="
set "jdk="
if defined JAVA_HOME set "jdk=%JAVA_HOME:"=%"
if defined jdk if exist "%jdk%\bin\java.exe" set "java=%jdk%\bin\java.exe"
if defined java goto found
for %%J in (java.exe) do set "java=%%~$PATH:J"
if not defined java goto missing
for %%J in ("%java%") do set "folder=%%~dpJ"
for %%J in ("%java%") do set "jdk=%%~dpJ.."
for %%C in (".\") do set "current=%%~fC"
rem PATH may name the current folder, too.
if /i "%folder%"=="%current%" goto foreign
:found

rem The file release tells the version without a start of Java; the java.exe that Oracle adds to PATH has none.
set "version="
set "build="
if exist "%jdk%\release" for /f "usebackq tokens=1,2 delims==" %%A in ("%jdk%\release") do (
    if "%%A"=="JAVA_VERSION" set "version=%%~B"
    if "%%A"=="JAVA_RUNTIME_VERSION" set "build=%%~B"
)
if defined version goto told
for %%J in ("%java%") do pushd "%%~dpJ"
for /f "tokens=2,3" %%B in ('.\java.exe -version 2^>^&1') do if "%%B"=="version" set "version=%%~C"
popd
:told
if not defined build set "build=%version%"
set "major=0"
for /f "delims=.-+_" %%M in ("%version%") do set "major=%%M"
rem What is no number would be compared as text.
for /f "delims=0123456789" %%M in ("%major%") do set "major=0"
if %major% LSS 17 goto old

set "options=-XX:+DisableAttachMechanism -XX:-HeapDumpOnOutOfMemoryError -XX:-CreateCoredumpOnCrash -XX:-UsePerfData"
set "options=%options% -XX:ErrorFile=NUL -XX:+UseSerialGC -Xlog:disable -Xlog:all=error:stderr"
set "options=%options% --enable-native-access=ALL-UNNAMED -Dfile.encoding=UTF-8 -Dpicocli.disable.closures=true"
set "options=%options% -Dpicocli.converters.excludes=.* -Djna.nosys=true -Djna.noclasspath=true -Djna.nounpack=true"
set "natives=%home%natives\%platform%"
set "classes=%home%keyhaul-cli.jar"

rem A class-data archive is of one build of Java. One that does not fit is ignored.
set "archives=%home%archive"
if %major% GEQ 25 (set "kind=aot") else (set "kind=jsa")
set "archive=%archives%\java-%build%.%kind%"
if "%~1"=="--prepare" goto prepare
set "archived=-Xshare:auto"
if exist "%archive%" if %major% GEQ 25 (set "archived=-XX:AOTCache=%archive%") else (set "archived=-XX:SharedArchiveFile=%archive%")

rem Of the audit's optional part, what needs no database: audit --unused.
if /i "%~1"=="audit" if exist "%home%audit\keyhaul-usage-audit.jar" set "classes=%classes%;%home%audit\keyhaul-usage-audit.jar"
rem Sources of keys that the owner of the installation has added.
if exist "%home%sources\" set "classes=%classes%;%home%sources\*"
"%java%" %options% "%archived%" "-Djna.boot.library.path=%natives%" -cp "%classes%" dev.keyhaul.cli.Keyhaul %*
exit /b %ERRORLEVEL%

:prepare
set "making=%archives%\making"
if not exist "%archives%\" mkdir "%archives%" 2>nul
mkdir "%making%" 2>nul
if %ERRORLEVEL% NEQ 0 goto unwritable
set "archived=-XX:ArchiveClassesAtExit=%making%\archive"
if %major% GEQ 25 set "archived=-XX:AOTCacheOutput=%making%\archive"
rem What the run on throw-away keys loads, in a process without the caller's variables, one of which may hold a PIN.
setlocal
for /f "delims==" %%V in ('set') do (
    set "kept="
    for %%K in (SystemRoot TEMP TMP archived classes java making natives options) do if /i "%%V"=="%%K" set "kept=yes"
    if not defined kept set "%%V="
)
"%java%" %options% "%archived%" "-Djna.boot.library.path=%natives%" -cp "%classes%" dev.keyhaul.cli.TrainingRun "%making%\run" <nul >nul 2>&1
endlocal
set "made="
if exist "%making%\archive" move /y "%making%\archive" "%archive%" >nul 2>&1 && set "made=yes"
rmdir /s /q "%making%" 2>nul
if not defined made goto unmade
echo prepared "%archive%"
exit /b 0

:missing
set "problem=no Java 17 or later found (looked at JAVA_HOME and PATH)"
goto install
:foreign
set "problem=the java.exe of the current folder is not used"
set "hint=go to another folder, or set JAVA_HOME"
goto failed
:old
set problem="%java%" is older than Java 17, or does not tell its version
:install
set "hint=install one, e.g. winget install EclipseAdoptium.Temurin.25.JRE, or set JAVA_HOME"
goto failed
:unwritable
set "problem=cannot write to the folder archive of the installation, or another process is making the archive"
set "hint=run it as administrator, or remove archive\making"
goto failed
:unmade
set "problem=no archive could be made with this Java"
set "hint=commands work without one; they only start later"
:failed
>&2 echo keyhaul: error: %problem%
>&2 echo keyhaul: hint: %hint%
exit /b 1
