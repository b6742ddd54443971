@echo off
rem Makes PY the interpreter of this folder; at the first time everything is installed from here, without the Internet.
set "PYTHONUTF8=1"
if exist "python\python.exe" set "PY=%~dp0python\python.exe"
if exist "python\python.exe" exit /b 0
set "PY=%~dp0.venv\Scripts\python.exe"
fc /b windows\lock.txt .venv\ready.txt >nul 2>nul && exit /b 0
set "BASE="
py -3.11-64 -c "pass" >nul 2>nul && set "BASE=py -3.11-64"
if not defined BASE python -c "import sys; sys.exit(sys.version_info[:2] != (3, 11) or sys.maxsize < 2**32)" >nul 2>nul && set "BASE=python"
if not defined BASE type need-python.txt
if not defined BASE exit /b 1
type installing.txt
%BASE% -m venv --clear .venv || exit /b 1
"%PY%" -m pip install --quiet --disable-pip-version-check --no-index --find-links windows --require-hashes -r windows\lock.txt || exit /b 1
copy /y windows\lock.txt .venv\ready.txt >nul
exit /b 0
