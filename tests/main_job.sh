#!/usr/bin/env bash
# The main job from end to end with a built binary: a board, a meeting, its minutes and its decision log.
# Usage: tests/main_job.sh BINARY FOLDER
set -euo pipefail
boardroom=$(realpath "$1")
mkdir -p "$2"
cd "$2"
export BOARDROOM_DB="$PWD/board.db" BOARDROOM_ACTOR=okafor HOME="$PWD" BOARDROOM_NOW=2026-11-23T14:00:00Z

"$boardroom" init --sample
"$boardroom" agenda >agenda.txt
meeting=$("$boardroom" list meetings --filter is:open --format json | grep -o 'MRB-[0-9]*' | head -1)
item() { "$boardroom" agenda "$meeting" | grep "$1" | grep -o 'ITM-[0-9]*' | head -1; }

"$boardroom" meeting open "$meeting" --present "okafor; weiss; tanaka; lin; adeyemi; lindqvist; haddad; li"
"$boardroom" note "$meeting" --text "Called to order; the minutes were circulated."
incident=$(item INC-)
"$boardroom" item call "$incident"
"$boardroom" followup open --title "Report on the drift of segment B" --owner lin --due +2w --severity medium
review=$(item review)
votes=()
for member in okafor weiss tanaka lindqvist haddad li; do votes+=(--votes "$member for"); done
decide() { "$boardroom" decide "$review" --outcome procedural --motion "$1" --mover weiss "${votes[@]}"; }
decide "Resolved: the review is due in January"

# What policy forbids is refused with its code, and changes nothing.
before=$("$boardroom" verify | grep -o 'head .*')
if decide "Again" 2>refused.txt; then
  echo "an item was decided twice" >&2
  exit 1
fi
test "$before" = "$("$boardroom" verify | grep -o 'head .*')"

"$boardroom" meeting adjourn "$meeting"
for format in md html json; do "$boardroom" export minutes --format "$format" -o "minutes.$format"; done
"$boardroom" export minutes --format confluence -o minutes.xml
"$boardroom" export decisions -o decisions.csv
"$boardroom" export followups --format jira -o jira.csv
grep -q DRAFT minutes.md
grep -q "$meeting" decisions.csv
"$boardroom" verify
echo "the main job is done: $(wc -l <decisions.csv) lines of decisions"
