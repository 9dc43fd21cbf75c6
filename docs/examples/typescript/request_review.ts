/**
 * Requests a security review and waits until it is scored.
 *
 *     node dist/request_review.js REQUEST.json KEY
 *
 * KEY names the request in the calling system, for example a build or ticket number. The same KEY always produces
 * the same request_id, so the program can be run again after any failure without a second review.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import * as grpc from "@grpc/grpc-js";
import { loadSync, type Options } from "@grpc/proto-loader";
import protoFiles from "google-proto-files";
import protobuf from "protobufjs";

/** Any fixed UUID of the calling platform: it keeps its keys apart from those of other platforms. */
const PLATFORM = "b6f1e0f4-5c0c-4b8e-9d0e-7a3f3a0b7c11";
const CALL_MS = 10_000;
const WAIT_MS = 60_000;
const ATTEMPTS = 5;
/** The outcome of a call that ends this way is unknown or temporary: repeat it with the same request_id. */
const REPEAT = [grpc.status.UNAVAILABLE, grpc.status.DEADLINE_EXCEEDED, grpc.status.RESOURCE_EXHAUSTED];

const PROTO = process.env.HAETAE_PROTO ?? "../../../proto";
const LOADING: Options = { keepCase: true, includeDirs: [PROTO], longs: String, enums: String, defaults: true, oneofs: true };

interface Row {
  review_id: string;
  level: string;
  score: number;
  tally: { total: number } | null;
}
interface Step {
  changes: { change: "entered" | "updated" | "left"; entered?: Row; updated?: Row }[];
  consistency_token: string;
}
interface Submitted {
  review: { review_id: string };
  consistency_token: string;
}

/** What the program was given cannot be used; the message says what. */
class Unusable extends Error {}

function setting(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Unusable(`${variable} is not set`);
  return value;
}

function content(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Unusable(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** A client of one service. http:// is for a platform on this machine only: the token travels in the clear. */
function client(file: string, service: string, variable: string): any {
  const url = new URL(setting(variable));
  const secure = url.protocol === "https:";
  const credentials = secure ? grpc.credentials.createSsl() : grpc.credentials.createInsecure();
  const loaded = grpc.loadPackageDefinition(loadSync(file, LOADING)) as any;
  const Client = service.split(".").reduce((found, name) => found[name], loaded);
  return new Client(url.host, credentials);
}

function metadata(): grpc.Metadata {
  const metadata = new grpc.Metadata();
  const token = content(setting("HAETAE_TOKEN_FILE")).trim();
  metadata.set("authorization", `Bearer ${token}`);
  metadata.set("accept-language", process.env.HAETAE_LANG ?? "en");
  return metadata;
}

/** A name-based UUID (RFC 9562, version 5). */
function uuid5(name: string): string {
  const namespace = Buffer.from(PLATFORM.replaceAll("-", ""), "hex");
  const bytes = createHash("sha1").update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The google.rpc details of an error, by message name. */
function details(error: grpc.ServiceError): Record<string, any> {
  const packed = error.metadata?.get("grpc-status-details-bin")[0];
  if (!(packed instanceof Buffer)) return {};
  const root = new protobuf.Root();
  root.resolvePath = (_, target) => (target.startsWith("google/") ? protoFiles.getProtoPath(`../${target}`) : target);
  root.loadSync(["google/rpc/status.proto", "google/rpc/error_details.proto"]);
  const status: any = root.lookupType("google.rpc.Status").decode(packed);
  return Object.fromEntries(
    status.details.map((any: any) => {
      const type = root.lookupType(any.type_url.split("/").pop());
      return [type.name, type.toObject(type.decode(any.value), { longs: Number })];
    }),
  );
}

/** Branch on the reason, show the localized message, and name every faulty field. */
function explain(error: grpc.ServiceError): void {
  const found = details(error);
  const reason = found.ErrorInfo?.reason ?? grpc.status[error.code];
  console.error(`${reason}: ${found.LocalizedMessage?.message ?? error.details}`);
  for (const violation of found.BadRequest?.fieldViolations ?? []) {
    console.error(`  ${violation.field}: ${violation.description}`);
  }
}

/** As long as RetryInfo says, else longer with every attempt. */
function pause(error: grpc.ServiceError, attempt: number): Promise<void> {
  const delay = details(error).RetryInfo?.retryDelay;
  const told = delay && Number(delay.seconds ?? 0) * 1000 + (delay.nanos ?? 0) / 1e6;
  return sleep(told ?? Math.min(200 * 2 ** attempt, 5000));
}

async function submit(request: object): Promise<Submitted> {
  const intake = client("haetae/intake/v1/intake_service.proto", "haetae.intake.v1.IntakeService", "HAETAE_INTAKE_ENDPOINT");
  for (let attempt = 0; ; attempt++) {
    try {
      const options = { deadline: Date.now() + CALL_MS };
      return await new Promise((resolve, reject) => {
        intake.SubmitReview(request, metadata(), options, (error: grpc.ServiceError | null, answer: Submitted) =>
          error ? reject(error) : resolve(answer),
        );
      });
    } catch (error) {
      if (!REPEAT.includes((error as grpc.ServiceError).code) || attempt + 1 === ATTEMPTS) throw error;
      await pause(error as grpc.ServiceError, attempt);
    }
  }
}

/** Follows the review from the position of the submission on: nothing in between is missed. */
async function scored(reviewId: string, token: string): Promise<Row> {
  const file = "haetae/dashboard/v1/dashboard_service.proto";
  const dashboard = client(file, "haetae.dashboard.v1.DashboardService", "HAETAE_DASHBOARD_ENDPOINT");
  const request = { filter: `review_id = "${reviewId}"`, consistency_token: token };
  const until = Date.now() + WAIT_MS;
  while (Date.now() < until) {
    // A stream that ended, in order or not, goes on from the last token without loss or repeat.
    const steps: AsyncIterable<Step> = dashboard.WatchReviews(request, metadata(), { deadline: until });
    try {
      for await (const step of steps) {
        request.consistency_token = step.consistency_token;
        for (const change of step.changes) {
          const row = change.updated ?? change.entered;
          if (row?.tally && row.level !== "RISK_LEVEL_UNSPECIFIED") return row;
        }
      }
    } catch (error) {
      if (!REPEAT.includes((error as grpc.ServiceError).code)) throw error;
      await pause(error as grpc.ServiceError, 0);
    }
  }
  throw new Unusable(`${reviewId} was not scored within ${WAIT_MS / 1000} s`);
}

/** The request file uses the names of the JSON mapping (lowerCamelCase); the loader keeps those of the contract. */
function toContractNames(value: any): any {
  if (Array.isArray(value)) return value.map(toContractNames);
  if (value === null || typeof value !== "object") return value;
  const renamed = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [renamed(name), toContractNames(inner)]));
}

/** What a request has that its contract does not know: the loader would leave it out without a word. */
function unknown(type: protobuf.Type, value: any, path = ""): string[] {
  if (value === null || typeof value !== "object") return [`${path || type.name}: is no object`];
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = type.fields[name]?.resolve();
    if (!field) return [`${path}${name}: no such field`];
    return (Array.isArray(inner) ? inner : [inner]).flatMap((one: any) => {
      const kind = field.resolvedType;
      if (kind instanceof protobuf.Enum) {
        return one in kind.values || one in kind.valuesById ? [] : [`${path}${name}: ${kind.name} has no ${one}`];
      }
      return kind instanceof protobuf.Type ? unknown(kind, one, `${path}${name}.`) : [];
    });
  });
}

/** The request in a file, with the names of its contract. */
function read(file: string): object {
  let request;
  try {
    request = toContractNames(JSON.parse(content(file)));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Unusable(`${file} is not JSON: ${error.message}`);
    throw error;
  }
  const root = new protobuf.Root();
  root.resolvePath = (_, target) => (target.startsWith("google/") ? protoFiles.getProtoPath(`../${target}`) : `${PROTO}/${target}`);
  root.loadSync("haetae/intake/v1/intake_service.proto", { keepCase: true });
  const faults = unknown(root.lookupType("haetae.intake.v1.SubmitReviewRequest"), request);
  if (faults.length > 0) throw new Unusable(faults.map((fault) => `${file}: ${fault}`).join("\n"));
  return request;
}

try {
  const [file, key, ...more] = process.argv.slice(2);
  if (!file || !key || more.length > 0) throw new Unusable("usage: request_review.js REQUEST.json KEY");
  const request = read(file);
  const answer = await submit({ ...request, request_id: uuid5(key) });
  const row = await scored(answer.review.review_id, answer.consistency_token);
  const shown = { review_id: row.review_id, level: row.level, score: row.score, checkpoints: row.tally?.total };
  console.log(JSON.stringify(shown));
  process.exit(0);
} catch (error) {
  if (error instanceof Unusable) console.error(error.message);
  else if (error instanceof Error && "details" in error) explain(error as grpc.ServiceError);
  else throw error;
  process.exit(1);
}
