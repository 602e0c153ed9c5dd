#!/bin/sh
# Draws the scenes that the liveness head is fitted on, by the libraries that their hashes were made with:
#   sh draw.sh FOLDER SCENES
# FOLDER holds the generated pictures that README.md names; SCENES gets the scenes, drawn.csv, and a Python of its own.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
generated=$(cd "$1" && pwd)
mkdir -p "$2"
python3 -m venv "$2/python"
"$2/python/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
scenes=$2
shift 2
# The last bits of what these libraries compute hang on which of a processor's instructions they find: those that all have.
export NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4 AVX512_ICL AVX512_SPR"
export OPENCV_CPU_DISABLE="AVX512-SKX,AVX2,AVX" OPENCV_IPP=disabled
LIVEPHOTO_GENERATED="$generated" exec "$scenes/python/bin/python" "$here/draw.py" --out "$scenes" "$@"
