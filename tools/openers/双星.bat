@echo off
chcp 65001 >nul
setlocal
pushd "%~dp0"
call setup.bat || goto failed
"%PY%" -m pipeline --help
type menu.txt
doskey dualstar="%PY%" -m pipeline $*
cmd /k
exit /b 0
:failed
pause
exit /b 1
