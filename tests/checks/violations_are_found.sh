#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Puts one broken file at a time into a small tree of its own: the rule named must complain about it, and must be
# content without it.
set -eu
source=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/src/base" "$tree/src/pdu" "$tree/src/session" "$tree/src/north/http" "$tree/tools/smpp" "$tree/tests/unit"
cp "$source/src/README.md" "$tree/src/"
opening='// SPDX-License-Identifier: Apache-2.0
// A file of a test.'
printf '%s\n#pragma once\n' "$opening" >"$tree/src/base/clock.h"
printf '%s\nint main() {}\n' "$opening" >"$tree/src/main.cpp"
failures=0

expect() { # expect found|content RULE PATH LINE...
  verdict=$1 rule=$2 file=$tree/$3
  shift 3
  { printf '%s\n' "$opening"; printf '%s\n' "$@"; } >"$file"
  if "$source/tools/check_$rule" "$tree" >"$tree/said" 2>&1; then said=content; else said=found; fi
  if [ "$said" != "$verdict" ]; then
    echo "check_$rule should have been '$verdict' with: $*"
    cat "$tree/said"
    failures=1
  fi
  rm -f "$file"
}

expect found includes src/base/x.cpp '#include "session/session.h"'
expect found includes src/pdu/x.cpp '#include "session/session.h"'
expect found includes src/pdu/x.cpp '#include "pdu.h"'
expect found includes src/pdu/x.cpp '#include "nowhere/x.h"'
expect found includes src/session/x.cpp '#include <event2/event.h>'
expect found includes src/session/x.cpp '#include <smpp34.h>'
expect found includes src/session/x.cpp '#include <libconfig.h++>'
expect found includes src/session/x.cpp '#include <rocksdb/db.h>'
expect found includes src/session/x.cpp '#include <curl/curl.h>'
expect found includes src/north/http/x.cpp '#include "north/smpp/x.h"'
expect found includes tools/smpp/x.cpp '#include "gateway/api.h"'
expect content includes src/session/x.cpp '#include <vector>' '#include "pdu/pdu.h"' '#include "base/clock.h"' '#include "session/state.h"'
expect content includes src/pdu/x.cpp '#include <smpp34.h>'
expect content includes tools/smpp/x.cpp '#include <curl/curl.h>'
expect content includes src/main.cpp '#include "gateway/api.h"' '#include "admin/http.h"'
printf '%s\nint main() {}\n' "$opening" >"$tree/src/main.cpp"

expect found time src/session/x.cpp 'auto t = std::chrono::steady_clock::now();'
expect found time src/session/x.cpp 'auto t = std::time(nullptr);'
expect found time src/session/x.cpp 'int r = rand();'
expect found time src/session/x.cpp 'std::random_device device;'
expect found time src/base/x.cpp 'std::this_thread::sleep_for(1s);'
expect found time tests/unit/x_test.cpp 'usleep(10);'
expect content time src/base/x.cpp 'auto t = std::chrono::steady_clock::now();'
expect content time src/session/x.cpp 'auto t = id.time();' '// never std::time(nullptr)' 'log("rand()");' 'operand(1);'

expect found files src/base/x.h 'int x;'
expect content files src/base/x.h '#pragma once'
printf 'int x;\n' >"$tree/src/base/y.cpp"
if "$source/tools/check_files" "$tree" >/dev/null; then
  echo "check_files did not find a file without its opening"
  failures=1
fi
exit $failures
