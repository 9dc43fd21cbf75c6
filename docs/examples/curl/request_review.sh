#!/usr/bin/env bash
# Requests a security review and waits until it is scored, with buf curl (https://buf.build/docs/reference/cli/buf/curl).
#
#     request_review.sh REQUEST.json KEY
#
# KEY names the request in the calling system, for example a build or ticket number. The same KEY always produces the same
# request_id, so the script can be run again after any failure without a second review. Needs buf, python3 and the
# contracts (HAETAE_PROTO, by default proto/ of this repository).
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
proto="${HAETAE_PROTO:-$here/../../../proto}"
buf="${BUF:-buf}"
platform=b6f1e0f4-5c0c-4b8e-9d0e-7a3f3a0b7c11

fail() {
    echo "$1" >&2
    exit 1
}
[[ $# -eq 2 ]] || fail "usage: request_review.sh REQUEST.json KEY"
request_file="$1" key="$2"
[[ -r "$request_file" ]] || fail "$request_file cannot be read"
for variable in HAETAE_INTAKE_ENDPOINT HAETAE_DASHBOARD_ENDPOINT HAETAE_TOKEN_FILE; do
    [[ -n "${!variable:-}" ]] || fail "$variable is not set"
done
[[ -r "$HAETAE_TOKEN_FILE" ]] || fail "the token file $HAETAE_TOKEN_FILE cannot be read"

# call ENDPOINT SERVICE/METHOD <JSON: prints the answer as JSON. The token travels in a file, never as an argument. buf sends
# no deadline, so the service's own holds (10 s).
call() {
    local headers errors status=0
    headers="$(mktemp)" errors="$(mktemp)"
    {
        printf 'authorization: Bearer %s\n' "$(cat "$HAETAE_TOKEN_FILE")"
        printf 'accept-language: %s\n' "${HAETAE_LANG:-en}"
    } >"$headers"
    local plaintext=()
    [[ "$1" == http://* ]] && plaintext=(--http2-prior-knowledge)
    "$buf" curl --schema "$proto" --protocol grpc "${plaintext[@]}" --header "@$headers" --data @- "$1/$2" 2>"$errors" || status=$?
    [[ "$status" -eq 0 ]] || explain "$errors" >&2
    rm -f "$headers" "$errors"
    return "$status"
}

# explain FILE: what buf says of an error. It leaves the google.rpc details packed; here they are read: branch on the reason,
# show the localized message, and name every faulty field.
explain() {
    python3 - "$1" <<'PYTHON'
import base64, json, sys

def fields(packed):
    at = 0
    def number():
        nonlocal at
        value, shift = 0, 0
        while True:
            byte = packed[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
    while at < len(packed):
        key = number()
        if key & 7 == 2:
            size = number()
            yield key >> 3, packed[at:at + size]
            at += size
        elif key & 7 == 0:
            number()
        else:
            return

said = open(sys.argv[1], encoding="utf-8").read()
try:
    error = json.loads(said[said.index("{"):])
except ValueError:
    sys.exit(print(said.strip()))
reason, message, faults = error.get("code", "unknown"), error.get("message", ""), []
for detail in error.get("details", []):
    kind, value = detail["type"].rsplit(".", 1)[-1], detail["value"]
    found = list(fields(base64.b64decode(value + "=" * (-len(value) % 4))))
    if kind == "ErrorInfo":
        reason = dict(found)[1].decode()
    elif kind == "LocalizedMessage":
        message = dict(found)[2].decode()
    elif kind == "BadRequest":
        violations = (dict(fields(packed)) for number, packed in found if number == 1)
        faults = [f"  {one.get(1, b'').decode()}: {one.get(2, b'').decode()}" for one in violations]
print(f"{reason}: {message}", *faults, sep="\n")
PYTHON
}

field() { python3 -c 'import json, sys; value = json.load(sys.stdin)
for name in sys.argv[1].split("."): value = value[name]
print(value)' "$1"; }

request="$(python3 - "$request_file" "$platform" "$key" <<'PYTHON'
import json, sys, uuid
try:
    request = json.load(open(sys.argv[1], encoding="utf-8"))
except ValueError as error:
    sys.exit(f"{sys.argv[1]} is not JSON: {error}")
request["requestId"] = str(uuid.uuid5(uuid.UUID(sys.argv[2]), sys.argv[3]))
print(json.dumps(request))
PYTHON
)"

submitted="$(call "$HAETAE_INTAKE_ENDPOINT" haetae.intake.v1.IntakeService/SubmitReview <<<"$request")"
review_id="$(field review.reviewId <<<"$submitted")"
token="$(field consistencyToken <<<"$submitted")"

# A list read with the token of the write shows that write. Platforms with a gRPC library use WatchReviews instead.
for _ in $(seq 60); do
    listed="$(call "$HAETAE_DASHBOARD_ENDPOINT" haetae.dashboard.v1.DashboardService/ListReviews \
        <<<"{\"filter\": \"review_id = \\\"$review_id\\\"\", \"consistencyToken\": \"$token\"}")"
    if python3 - "$listed" <<'PYTHON'
import json, sys
row = json.loads(sys.argv[1])["reviews"][0]
if "level" not in row or "tally" not in row:
    sys.exit(1)
print(json.dumps({"review_id": row["reviewId"], "level": row["level"], "score": row.get("score", 0),
                  "checkpoints": row["tally"]["total"]}))
PYTHON
    then
        exit 0
    fi
    sleep 1
done
echo "$review_id was not scored within a minute" >&2
exit 1
