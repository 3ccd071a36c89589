#!/bin/sh
# setup/system.sh build|test|bench|readers|shops: makes sure that the system has what that step needs, and installs only what it lacks.
#
# With apt where that works without a question (Debian, Ubuntu and kin; root or passwordless sudo). Elsewhere it prints the
# command for each system and exits 1. The tests are for the thing itself (a library, a font, a program), not for a package.
set -eu
here=$(dirname "$0")
step=${1:-build}

library() { # a shared library, by the start of its file name
    for directory in ${HUOZI_LIBRARY_PATH:-/usr/lib /usr/lib64 /usr/lib/*-linux-gnu* /lib/*-linux-gnu* /usr/local/lib \
        /opt/homebrew/lib /mingw64/bin /ucrt64/bin /clang64/bin}; do
        for file in "$directory/$1".so* "$directory/$1".*dylib "$directory/$1"-*.dll; do
            [ -e "$file" ] && return 0
        done
    done
    return 1
}

font() { # a font, by families one of which is enough
    command -v fc-list >/dev/null 2>&1 && fc-list : family | grep -Eq "$1"
}

program() { # a program that answers (macOS has a java that only says that there is none)
    command -v "$1" >/dev/null 2>&1 && "$1" "$2" >/dev/null 2>&1
}

missing=''
debian='' fedora='' brew='' pacman=''
need() { # what it is, then its packages: Debian, Fedora, Homebrew, MSYS2; "-" where the system brings it
    missing="$missing${missing:+, }$1"
    [ "$2" = - ] || debian="$debian $2"
    [ "$3" = - ] || fedora="$fedora $3"
    [ "$4" = - ] || brew="$brew $4"
    [ "$5" = - ] || pacman="$pacman $5"
}

case $step in
build)
    if [ -n "${PYTHON:-}" ] && ! "$here/python.sh" >/dev/null; then
        echo "PYTHON=$PYTHON is not a Python 3.11 or newer that can make a virtual environment (module venv)." >&2
        exit 1
    fi
    "$here/python.sh" >/dev/null ||
        need 'Python 3.11 or newer with venv' 'python3 python3-venv' python3 python@3.13 mingw-w64-x86_64-python
    { library libpango-1.0 && library libpangoft2-1.0; } ||
        need Pango 'libpango-1.0-0 libpangoft2-1.0-0' pango pango mingw-w64-x86_64-pango
    library libharfbuzz-subset ||
        need 'HarfBuzz subset' libharfbuzz-subset0 harfbuzz harfbuzz mingw-w64-x86_64-harfbuzz
    command -v fc-list >/dev/null 2>&1 ||
        need fontconfig fontconfig fontconfig fontconfig mingw-w64-x86_64-fontconfig
    { font 'Noto Serif CJK|Source Han Serif|Songti|SimSun' && font 'Noto Sans CJK|Source Han Sans|PingFang|SimHei'; } ||
        need 'Chinese fonts (Noto CJK)' fonts-noto-cjk 'google-noto-serif-cjk-fonts google-noto-sans-cjk-fonts' \
            'font-noto-serif-cjk font-noto-sans-cjk' -
    font 'LXGW WenKai|Kaiti|KaiTi|AR PL U?Kai' ||
        need 'a Kai font' fonts-lxgw-wenkai cjkuni-ukai-fonts font-lxgw-wenkai -
    font 'DejaVu Sans Mono|Menlo|Consolas' ||
        need 'a code font' fonts-dejavu-core 'dejavu-sans-fonts dejavu-sans-mono-fonts' - -
    font 'Liberation Serif|Times' || need 'a Latin font' fonts-liberation liberation-serif-fonts - -
    font 'Color Emoji|Segoe UI Emoji' || need 'an emoji font' fonts-noto-color-emoji google-noto-color-emoji-fonts - -
    ;;
test)
    program java -version || need Java default-jre-headless java-21-openjdk-headless temurin -
    program pdftotext -v || need Poppler poppler-utils poppler-utils poppler mingw-w64-x86_64-poppler
    program qpdf --version || need qpdf qpdf qpdf qpdf mingw-w64-x86_64-qpdf
    ! command -v apt-get >/dev/null 2>&1 || [ -e /usr/share/color/icc/ghostscript/default_cmyk.icc ] ||
        need 'a profile of printing' libgs-common - - -
    ;;
bench)
    program pandoc --version || need pandoc pandoc pandoc pandoc mingw-w64-x86_64-pandoc
    program qpdf --version || need qpdf qpdf qpdf qpdf mingw-w64-x86_64-qpdf
    ;;
readers | shops)
    [ "$step" = readers ] || program ebook-convert --version || need calibre calibre calibre calibre -
    program chromium --version || program google-chrome --version ||
        need Chromium chromium chromium chromium -
    program node --version || need Node.js nodejs nodejs node mingw-w64-x86_64-nodejs
    program npm --version || need npm npm nodejs-npm node -
    ;;
*)
    echo "usage: $0 build|test|bench|readers|shops" >&2
    exit 2
    ;;
esac

[ -n "$missing" ] || exit 0

root=''
if [ "$(id -u)" != 0 ]; then
    root='sudo -n'
fi
if command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1 && ${root:-env} true 2>/dev/null; then
    echo "Missing: $missing. Installing:$debian"
    # shellcheck disable=SC2086 # lists of words
    if $root env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
        $root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $debian >/dev/null; then
        if [ "$step" = build ] && ! "$here/python.sh" >/dev/null; then
            echo 'The Python of this system is older than 3.11; install a newer one and run: make PYTHON=/path/to/python3' >&2
            exit 1
        fi
        exit 0
    fi
    echo 'apt-get could not install them (its message is above).' >&2
fi

{
    echo "Missing: $missing."
    echo 'Install what is missing with the command for your system, then run make again:'
    echo "  Debian, Ubuntu  sudo apt-get install -y$debian"
    echo "  Fedora          sudo dnf install -y$fedora"
    echo "  macOS           brew install$brew"
    echo "  Windows (MSYS2) pacman -S --needed make$pacman"
    echo '  Windows (WSL)   wsl --install -d Debian, then in it the command for Debian'
} >&2
exit 1
