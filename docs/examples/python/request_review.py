"""Requests a security review and waits until it is scored.

    python request_review.py REQUEST.json KEY

KEY names the request in the calling system, for example a build or ticket number. The same KEY always
produces the same request_id, so the script can be run again after any failure without a second review.
"""

import json
import os
import pathlib
import sys
import time
import uuid

import grpc
from google.protobuf import json_format
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from haetae.common.v1 import vocabulary_pb2
from haetae.dashboard.v1 import dashboard_service_pb2 as dashboard
from haetae.dashboard.v1 import dashboard_service_pb2_grpc as dashboard_grpc
from haetae.intake.v1 import intake_service_pb2 as intake
from haetae.intake.v1 import intake_service_pb2_grpc as intake_grpc

# Any fixed UUID of the calling platform: it keeps its keys apart from those of other platforms.
PLATFORM = uuid.UUID("b6f1e0f4-5c0c-4b8e-9d0e-7a3f3a0b7c11")
CALL_SECONDS = 10
WAIT_SECONDS = 60
ATTEMPTS = 5
# The outcome of a call that ends this way is unknown or temporary: repeat it with the same request_id.
REPEAT = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED}


class Unusable(Exception):
    """What the program was given cannot be used; its text says what."""


def setting(variable):
    if variable not in os.environ:
        raise Unusable(f"{variable} is not set")
    return os.environ[variable]


def content(file):
    try:
        return pathlib.Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{file} cannot be read: {error}") from error


def metadata():
    token = content(setting("HAETAE_TOKEN_FILE")).strip()
    return [("authorization", f"Bearer {token}"), ("accept-language", os.environ.get("HAETAE_LANG", "en"))]


def channel(variable):
    """http:// for a platform on this machine only: the token would travel in the clear."""
    url = setting(variable)
    target = url.split("://", 1)[-1]
    if url.startswith("http://"):
        return grpc.insecure_channel(target)
    return grpc.secure_channel(target, grpc.ssl_channel_credentials())


def details(error):
    """The google.rpc details of an error, by message name."""
    status = rpc_status.from_call(error)
    found = {}
    for packed in status.details if status else []:
        for kind in (error_details_pb2.ErrorInfo, error_details_pb2.BadRequest, error_details_pb2.RetryInfo,
                     error_details_pb2.LocalizedMessage):
            if packed.Is(kind.DESCRIPTOR):
                found[kind.__name__] = kind.FromString(packed.value)
    return found


def explain(error):
    """Branch on the reason, show the localized message, and name every faulty field."""
    found = details(error)
    reason = found["ErrorInfo"].reason if "ErrorInfo" in found else error.code().name
    message = found["LocalizedMessage"].message if "LocalizedMessage" in found else error.details()
    print(f"{reason}: {message}", file=sys.stderr)
    for violation in found.get("BadRequest", error_details_pb2.BadRequest()).field_violations:
        print(f"  {violation.field}: {violation.description}", file=sys.stderr)


def pause(error, attempt):
    """As long as RetryInfo says, else longer with every attempt."""
    retry = details(error).get("RetryInfo")
    return retry.retry_delay.ToTimedelta().total_seconds() if retry else min(0.2 * 2**attempt, 5)


def submit(request):
    stub = intake_grpc.IntakeServiceStub(channel("HAETAE_INTAKE_ENDPOINT"))
    for attempt in range(ATTEMPTS):
        try:
            return stub.SubmitReview(request, timeout=CALL_SECONDS, metadata=metadata())
        except grpc.RpcError as error:
            if error.code() not in REPEAT or attempt + 1 == ATTEMPTS:
                raise
            time.sleep(pause(error, attempt))


def scored(review_id, token):
    """Follows the review from the position of the submission on: nothing in between is missed."""
    stub = dashboard_grpc.DashboardServiceStub(channel("HAETAE_DASHBOARD_ENDPOINT"))
    request = dashboard.WatchReviewsRequest(filter=f'review_id = "{review_id}"', consistency_token=token)
    until = time.monotonic() + WAIT_SECONDS
    while (left := until - time.monotonic()) > 0:
        # A stream that ended, in order or not, goes on from the last token without loss or repeat.
        try:
            for step in stub.WatchReviews(request, metadata=metadata(), timeout=left):
                request.consistency_token = step.consistency_token
                for change in step.changes:
                    row = change.updated if change.HasField("updated") else change.entered
                    if row.level != vocabulary_pb2.RISK_LEVEL_UNSPECIFIED and row.HasField("tally"):
                        return row
        except grpc.RpcError as error:
            if error.code() not in REPEAT:
                raise
            time.sleep(pause(error, 0))
    raise Unusable(f"{review_id} was not scored within {WAIT_SECONDS} s")


def main(arguments):
    if len(arguments) != 2:
        raise Unusable("usage: request_review.py REQUEST.json KEY")
    file, key = arguments
    try:
        request = json_format.Parse(content(file), intake.SubmitReviewRequest())
    except json_format.ParseError as error:
        raise Unusable(f"{file}: {error}") from error
    request.request_id = str(uuid.uuid5(PLATFORM, key))
    answer = submit(request)
    row = scored(answer.review.review_id, answer.consistency_token)
    print(json.dumps({
        "review_id": row.review_id,
        "level": vocabulary_pb2.RiskLevel.Name(row.level),
        "score": row.score,
        "checkpoints": row.tally.total,
    }))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except grpc.RpcError as error:
        explain(error)
        sys.exit(1)
    except Unusable as error:
        sys.exit(str(error))
