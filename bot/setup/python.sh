# Print the path of a Python that can run the show, or say in one sentence how to get one.
# It is shell, because the Python it finds first may be too old to read anything else here.

works() {
    command -v "$1" >/dev/null 2>&1 && "$1" -E -s -c '
import sys
if sys.version_info < (3, 11) or sys.implementation.name != "cpython":
    raise SystemExit(1)
sys.stdout.write(sys.executable)' 2>/dev/null
}

if [ -n "$PYTHON" ]; then
    works "$PYTHON" && exit 0
    echo "PYTHON is '$PYTHON', which is not a working CPython 3.11 or newer. Leave it out, or name another one." >&2
    exit 1
fi

for name in python3 python3.14 python3.13 python3.12 python3.11 "$HOME"/.pyenv/versions/3.1[1-4].*/bin/python3; do
    works "$name" && exit 0
done

found=$(python3 --version 2>&1 || echo "no Python at all")
echo "The show needs Python 3.11 or newer, and this machine has $found." >&2
case "$(uname -s 2>/dev/null)" in
Darwin) echo "Install one with: brew install python@3.13 - then run the same command again." >&2 ;;
*)
    if command -v apt-get >/dev/null 2>&1; then
        echo "Install one with: sudo apt install python3.12 python3.12-venv (or python3.11), and try again." >&2
    elif command -v dnf >/dev/null 2>&1; then
        echo "Install one with: sudo dnf install python3.12 - then run the same command again." >&2
    else
        echo "Install one with your system's package manager, then run the same command again." >&2
    fi ;;
esac
exit 1
