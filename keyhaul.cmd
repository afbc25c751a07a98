@echo off
rem Starts the command line on Windows from an unpacked bundle. Untried: no Windows was at hand. It makes and uses no
rem class-data archive, and does not look at who can write to this folder: keep it where administrators alone can.
rem A path may have spaces, ampersands, percent signs and exclamation marks: each is used in quotes, and expanded once.
setlocal EnableExtensions DisableDelayedExpansion
rem A variable of this name would hide the exit code.
set ERRORLEVEL=
set "home=%~dp0"
set JAVA_TOOL_OPTIONS=
set JDK_JAVA_OPTIONS=
set _JAVA_OPTIONS=
set "java=java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME:"=%\bin\java.exe"
if /i "%PROCESSOR_ARCHITECTURE%"=="ARM64" (set "platform=win32-aarch64") else (set "platform=win32-x86-64")
set "classes=%home%keyhaul-cli.jar"
rem Of the audit's optional part, what needs no database: audit --unused.
if /i "%~1"=="audit" if exist "%home%audit\keyhaul-usage-audit.jar" set "classes=%classes%;%home%audit\keyhaul-usage-audit.jar"
rem Sources of keys that the owner of the installation has added.
if exist "%home%sources\" set "classes=%classes%;%home%sources\*"
"%java%" ^
    -XX:+DisableAttachMechanism -XX:-HeapDumpOnOutOfMemoryError -XX:-CreateCoredumpOnCrash -XX:-UsePerfData ^
    -XX:ErrorFile=NUL ^
    -XX:+UseSerialGC -Xlog:disable -Xlog:all=error:stderr ^
    --enable-native-access=ALL-UNNAMED -Dfile.encoding=UTF-8 -Dpicocli.disable.closures=true -Dpicocli.converters.excludes=.* ^
    "-Djna.boot.library.path=%home%natives\%platform%" -Djna.nosys=true -Djna.noclasspath=true ^
    -cp "%classes%" dev.keyhaul.cli.Keyhaul %*
exit /b %ERRORLEVEL%
