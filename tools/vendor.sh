#!/usr/bin/env bash
# Fetches the front-end packages by name and version and lays what we serve under wwwroot/vendor, each with its licence.
# Run by hand when a version changes; the result is committed, so nobody who runs the product needs npm.
set -euo pipefail
cd "$(dirname "$0")/.."
out=src/Engagement/wwwroot/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() { # package version -> unpacked in $work/<name>
  local dir="$work/${1//\//_}"
  mkdir -p "$dir"
  (cd "$work" && tar xzf "$(npm pack --silent "$1@$2")" -C "$dir" --strip-components=1)
  echo "$dir"
}

tabler=$(fetch @tabler/core 1.6.1)
mkdir -p "$out/tabler"
sed '/sourceMappingURL/d' "$tabler/dist/css/tabler.min.css" > "$out/tabler/tabler.min.css"
cat > "$out/tabler/LICENSE" <<'L'
Tabler 1.6.1, https://tabler.io - MIT License, Copyright (c) 2018-2026 The Tabler Authors, Copyright (c) 2018-2026 codecalm.net Paweł Kuna
Bootstrap (included), https://getbootstrap.com - MIT License, Copyright (c) 2011-2026 The Bootstrap Authors

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions: The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
L

htmx=$(fetch htmx.org 2.0.11)
mkdir -p "$out/htmx"
cp "$htmx/dist/htmx.min.js" "$htmx/LICENSE" "$out/htmx/"

chart=$(fetch chart.js 4.5.1)
mkdir -p "$out/chart"
sed '/sourceMappingURL/d' "$chart/dist/chart.umd.min.js" > "$out/chart/chart.umd.min.js"
cp "$chart/LICENSE.md" "$out/chart/LICENSE"

inter=$(fetch @fontsource-variable/inter 5.3.0)
mkdir -p "$out/inter"
cp "$inter/files/inter-latin-wght-normal.woff2" "$inter/files/inter-latin-ext-wght-normal.woff2" "$inter/LICENSE" "$out/inter/"

# The template editor: the parts of CodeMirror we use, in one file. Versions are in tools/codemirror/package-lock.json.
cp tools/codemirror/* "$work/"
(cd "$work" && npm ci --silent --ignore-scripts \
  && node_modules/.bin/esbuild entry.js --bundle --minify --format=iife --global-name=CodeMirror --target=es2020 --legal-comments=none --outfile=codemirror.min.js)
mkdir -p "$out/codemirror"
cp "$work/codemirror.min.js" "$out/codemirror/"
{
  echo "CodeMirror 6 with Lezer, style-mod, crelt, w3c-keyname and find-cluster-break, https://codemirror.net"
  echo
  cat "$work/node_modules/@codemirror/view/LICENSE"
} > "$out/codemirror/LICENSE"

# One sprite of the icons we use, by name: <icon name="ticket" />.
icons=$(fetch @tabler/icons 3.51.0)
mkdir -p "$out/icons"
cp "$icons/LICENSE" "$out/icons/"
{
  echo '<svg xmlns="http://www.w3.org/2000/svg">'
  while read -r name; do
    [ -n "$name" ] || continue
    sed -e 's/<!--.*-->//' "$icons/icons/outline/$name.svg" | tr -d '\n' \
      | sed -E "s/.*<svg[^>]*>/<symbol id=\"$name\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.75\" stroke-linecap=\"round\" stroke-linejoin=\"round\">/; s#</svg>#</symbol>#; s/<path stroke=\"none\"[^>]*>//; s/ +/ /g"
    echo
  done < tools/icons.txt
  echo '</svg>'
} > "$out/icons/sprite.svg"
ls -la "$out"/*
