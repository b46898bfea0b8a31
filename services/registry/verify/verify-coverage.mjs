#!/usr/bin/env node
/**
 * 覆盖证明核验. Checks a coverage bundle without a network, without the service and without any package:
 *
 *     node verify-coverage.mjs bundle.json public-key.json [--thumbprint <the published one>]
 *
 * It trusts nothing but the public key. After the signature and the digests it makes the proof anew from the data, in a
 * way of its own: an issuer that signs something untrue is found out. Node 18 or later.
 *
 * Exit code: 0 proved · 1 not proved · 2 the files could not be read
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

/** A reason why the bundle proves nothing. */
class Refusal extends Error {}
const refuse = (reason) => {
  throw new Refusal(reason);
};
const demand = (condition, reason) => condition || refuse(reason);

// ---- what was signed ------------------------------------------------------------------------------------------------

/** RFC 8785. */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
};
const digest = (text, form) => createHash("sha256").update(text, "utf8").digest(form);
const decode = (text) => JSON.parse(Buffer.from(text, "base64url").toString("utf8"));

/** RFC 7638. */
const thumbprintOf = ({ crv, kty, x }) => digest(canonical({ crv, kty, x }), "base64url");

const signedReport = ({ signature: jws, report }, jwk, expected) => {
  demand(jwk.kty === "OKP" && jwk.crv === "Ed25519" && jwk.d === undefined, "the key is not a public Ed25519 key");
  const thumbprint = thumbprintOf(jwk);
  demand(expected === undefined || thumbprint === expected, `the key is another one: its thumbprint is ${thumbprint}`);
  const signed = Buffer.from(`${jws.protected}.${jws.payload}`, "ascii");
  const key = createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x }, format: "jwk" });
  demand(
    verify(null, signed, key, Buffer.from(jws.signature, "base64url")),
    "the signature does not fit: the report was changed, or another key signed it",
  );
  const header = decode(jws.protected);
  demand(header.alg === "EdDSA" && header.crit === undefined, "the signature is of an unknown kind");
  demand(header.kid === thumbprint, "the signature names another key");
  const payload = decode(jws.payload);
  demand(payload.format === "wangge.coverage-report.v1", "what was signed is not a coverage report");
  demand(canonical(payload) === canonical(report), "the report to be read is not the one that was signed");
  return payload;
};

// ---- whole numbers --------------------------------------------------------------------------------------------------

const STEPS = 1e7;

/** Degrees to whole steps; the same number must come back. */
const vertexOf = (position) => {
  demand(Array.isArray(position) && position.length === 2, "a position is not a pair of numbers");
  return position.map((degrees) => {
    const steps = Math.round(degrees * STEPS);
    demand(Number.isSafeInteger(steps) && steps / STEPS === degrees, `${degrees} is not a whole step of 1e-7 degree`);
    return steps;
  });
};

const nameOf = ([x, y]) => `${x},${y}`;

/** a × b, exact: in floating point as long as that is, else in large integers. */
const product = (a, b) => {
  const quick = a * b;
  return Number.isSafeInteger(quick) ? quick : BigInt(a) * BigInt(b);
};

/** 1 when c lies to the left of a → b, -1 to the right, 0 in line. */
const turn = ([ax, ay], [bx, by], [cx, cy]) => {
  const one = product(bx - ax, cy - ay);
  const other = product(by - ay, cx - ax);
  return one > other ? 1 : one < other ? -1 : 0;
};

const within = ([ax, ay], [bx, by], [x, y]) =>
  x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);
const lies = (a, b, v) => within(a, b, v) && turn(a, b, v) === 0;
const pairs = (ring) => ring.map((from, index) => [from, ring[(index + 1) % ring.length]]);

/** Twice the signed area. */
const twiceArea = (ring) =>
  pairs(ring).reduce((sum, [[ax, ay], [bx, by]]) => sum + BigInt(ax) * BigInt(by) - BigInt(ay) * BigInt(bx), 0n);

/** How often a ring winds round a point a hair to the east of a vertex, and a finer hair to the north. */
const winding = (ring, v) => {
  let sum = 0;
  for (const [a, b] of pairs(ring)) {
    // The finer hair north: an end level with the vertex is below the point.
    if (a[1] <= v[1] && b[1] > v[1]) {
      // The hair east: on a line that goes up, the point is to its right.
      if (turn(a, b, v) > 0) sum++;
    } else if (a[1] > v[1] && b[1] <= v[1] && turn(b, a, v) > 0) sum--;
  }
  return sum;
};

// ---- polygons that wind once round what they cover ------------------------------------------------------------------

const openRing = (positions) => {
  demand(Array.isArray(positions) && positions.length >= 4, "a ring has fewer than three vertices");
  const ring = positions.map(vertexOf);
  demand(nameOf(ring[0]) === nameOf(ring.at(-1)), "a ring is not closed");
  return ring.slice(0, -1);
};

/** Whether two edges have a point in common that is not an end of both. */
const cross = ([a, b], [c, d]) => {
  if (Math.max(a[0], b[0]) < Math.min(c[0], d[0]) || Math.max(c[0], d[0]) < Math.min(a[0], b[0])) return false;
  if (Math.max(a[1], b[1]) < Math.min(c[1], d[1]) || Math.max(c[1], d[1]) < Math.min(a[1], b[1])) return false;
  const isEnd = (v, e, f) => nameOf(v) === nameOf(e) || nameOf(v) === nameOf(f);
  for (const [v, e, f] of [
    [a, c, d],
    [b, c, d],
    [c, a, b],
    [d, a, b],
  ])
    if (!isEnd(v, e, f) && lies(e, f, v)) return true;
  if ([a, b].every((v) => isEnd(v, c, d))) return true; // one edge twice
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
};

/** Refuses rings that do not bound a surface: that cross, that pass a vertex twice, or that wind otherwise than once. */
const checkSurface = (name, polygons) => {
  const sides = polygons.flatMap((rings) => rings.map((ring, nth) => ({ ring, isHole: nth > 0 })));
  for (const { ring, isHole } of sides) {
    demand(new Set(ring.map(nameOf)).size === ring.length, `${name}: a ring passes a vertex twice`);
    const area = twiceArea(ring);
    demand(isHole ? area < 0n : area > 0n, `${name}: a ring runs the wrong way round, or encloses nothing`);
  }
  const edges = sides.flatMap(({ ring }) => pairs(ring));
  edges.sort((one, other) => Math.min(one[0][0], one[1][0]) - Math.min(other[0][0], other[1][0]));
  for (let first = 0; first < edges.length; first++) {
    const east = Math.max(edges[first][0][0], edges[first][1][0]);
    for (let next = first + 1; next < edges.length; next++) {
      if (Math.min(edges[next][0][0], edges[next][1][0]) > east) break;
      demand(!cross(edges[first], edges[next]), `${name}: its lines cross near ${nameOf(edges[first][0])}`);
    }
  }
  if (sides.length === 1) return;
  // Rings that do not cross: round the middle of each edge (in half steps) the others wind once for a hole, else not.
  const halves = sides.map(({ ring, isHole }) => ({ ring: ring.map(([x, y]) => [2 * x, 2 * y]), isHole }));
  for (const { ring, isHole } of halves) {
    for (const [a, b] of pairs(ring)) {
      const middle = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
      const sum = halves.reduce((total, other) => total + (other.ring === ring ? 0 : winding(other.ring, middle)), 0);
      demand(sum === (isHole ? 1 : 0), `${name}: a hole is not inside, or a part lies inside another`);
    }
  }
};

// ---- the proof ------------------------------------------------------------------------------------------------------

/** The outline's edges, cut at every vertex of a grid that lies on them. */
const cutOutline = (outline, vertices) => {
  const sorted = [...vertices].sort((a, b) => a[0] - b[0]);
  const from = (west) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle][0] < west) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return outline
    .flat()
    .flatMap(pairs)
    .flatMap(([a, b]) => {
      const on = [a, b];
      const east = Math.max(a[0], b[0]);
      for (let at = from(Math.min(a[0], b[0])); at < sorted.length && sorted[at][0] <= east; at++) {
        const v = sorted[at];
        if (lies(a, b, v) && nameOf(v) !== nameOf(a) && nameOf(v) !== nameOf(b)) on.push(v);
      }
      const far = ([x, y]) => Math.abs(x - a[0]) + Math.abs(y - a[1]);
      on.sort((one, other) => far(one) - far(other));
      return on.slice(1).map((to, nth) => [on[nth], to]);
    });
};

/**
 * Adds up the edges of all grids and takes away those of the outline, an edge and its reverse being each other's
 * negative. If nothing is left, the grids wind round every point as often as the outline does: once inside, never outside.
 */
const checkTiling = (outline, grids) => {
  const chain = new Map();
  const add = ([from, to], times, code) => {
    const isForward = from[0] < to[0] || (from[0] === to[0] && from[1] < to[1]);
    const name = isForward ? `${nameOf(from)} ${nameOf(to)}` : `${nameOf(to)} ${nameOf(from)}`;
    const entry = chain.get(name) ?? { sum: 0, codes: [] };
    entry.sum += isForward ? times : -times;
    entry.codes.push(code);
    chain.set(name, entry);
  };
  const vertices = new Map();
  for (const { code, rings } of grids) {
    for (const ring of rings) {
      for (const edge of pairs(ring)) add(edge, 1, code);
      for (const v of ring) vertices.set(nameOf(v), v);
    }
  }
  for (const edge of cutOutline(outline, vertices.values())) add(edge, -1, "outline");
  const left = [...chain].find(([, { sum }]) => sum !== 0);
  if (left === undefined) return;
  const [edge, { codes }] = left;
  refuse(`a gap or an overlap: nothing answers the line ${edge} of ${codes.join(", ")} (steps of 1e-7 degree)`);
};

/** Buckets of grids by the box they lie in, so that an address is tried against few. */
const bucketsOf = (grids) => {
  const boxes = grids.map(({ rings }) => {
    const all = rings[0];
    const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  });
  const size = Math.max(1, Math.ceil(boxes.reduce((sum, [w, s, e, n]) => sum + e - w + n - s, 0) / boxes.length / 2));
  const buckets = new Map();
  boxes.forEach(([west, south, east, north], index) => {
    for (let x = Math.floor(west / size); x <= Math.floor(east / size); x++) {
      for (let y = Math.floor(south / size); y <= Math.floor(north / size); y++) {
        const name = nameOf([x, y]);
        buckets.set(name, [...(buckets.get(name) ?? []), grids[index]]);
      }
    }
  });
  return ([x, y]) => buckets.get(nameOf([Math.floor(x / size), Math.floor(y / size)])) ?? [];
};

const checkAddresses = (addresses, grids) => {
  const near = bucketsOf(grids);
  for (const { id, position, grid } of addresses) {
    const v = vertexOf(position);
    const candidates = near(v);
    let holders = candidates.filter(({ rings }) => rings.reduce((sum, ring) => sum + winding(ring, v), 0) !== 0);
    if (holders.length === 0) {
      // On the district's own edge: the lowest code of those it touches.
      const touched = candidates.filter(({ rings }) =>
        rings.some((ring) => pairs(ring).some(([a, b]) => lies(a, b, v))),
      );
      holders = touched.sort((a, b) => (a.code < b.code ? -1 : 1)).slice(0, 1);
    }
    demand(holders.length > 0, `address ${id} lies in no grid`);
    demand(holders.length === 1, `address ${id} lies in several grids: ${holders.map(({ code }) => code).join(", ")}`);
    demand(holders[0].code === grid, `address ${id} lies in ${holders[0].code}, not in ${grid} as the register says`);
  }
};

const unique = (names, what) => {
  const seen = new Set();
  for (const name of names) demand(!seen.has(name) && seen.add(name), `${what} ${name} is there twice`);
};

const checkData = ({ outline: drawn, grids: features, addresses }, report) => {
  for (const [name, part] of Object.entries({ outline: drawn, grids: features, addresses })) {
    const found = digest(canonical(part), "hex");
    demand(found === report.digests[name], `the ${name} are not those of the report: their SHA-256 is ${found}`);
  }
  const outline = drawn.coordinates.map((polygon) => polygon.map(openRing));
  const grids = features.features.map(({ properties: { code, households }, geometry }) => {
    demand(geometry.type === "Polygon", `${code}: not a polygon`);
    return { code, households, rings: geometry.coordinates.map(openRing) };
  });
  demand(grids.length > 0 && outline.length > 0, "there is nothing to prove");
  unique(
    grids.map(({ code }) => code),
    "grid",
  );
  unique(
    addresses.map(({ id }) => id),
    "address",
  );
  checkSurface("outline", outline);
  for (const { code, rings } of grids) checkSurface(code, [rings]);
  checkTiling(outline, grids);
  checkAddresses(addresses, grids);

  const area = (rings) => String(rings.reduce((sum, ring) => sum + twiceArea(ring), 0n));
  const known = grids.filter(({ households }) => households !== null);
  const figures = {
    grids: [report.counts.grids, grids.length],
    addresses: [report.counts.addresses, addresses.length],
    households: [report.counts.households, known.reduce((sum, { households }) => sum + households, 0)],
    gridsWithHouseholds: [report.counts.gridsWithHouseholds, known.length],
    "area of the outline": [report.area.twiceOutline, area(outline.flat())],
    "area of the grids": [report.area.twiceGrids, area(grids.flatMap(({ rings }) => rings))],
  };
  for (const [name, [said, found]] of Object.entries(figures)) {
    demand(said === found, `${name}: the report says ${said}, the data ${found}`);
  }
  demand(
    report.proved === true && report.problemCount === 0,
    `the report itself names ${report.problemCount} problems`,
  );
};

// ---- the verdict ----------------------------------------------------------------------------------------------------

const main = () => {
  const [bundlePath, keyPath, option, thumbprint] = process.argv.slice(2);
  if (keyPath === undefined || (option !== undefined && (option !== "--thumbprint" || thumbprint === undefined))) {
    console.error("usage: node verify-coverage.mjs bundle.json public-key.json [--thumbprint THUMBPRINT]");
    return 2;
  }
  let bundle, jwk;
  try {
    [bundle, jwk] = [bundlePath, keyPath].map((path) => JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    console.error(`could not be read: ${error.message}`);
    return 2;
  }
  try {
    demand(bundle?.format === "wangge.coverage-bundle.v1", "this is not a coverage bundle");
    const report = signedReport(bundle, jwk, thumbprint);
    console.log(`signed by the key ${thumbprintOf(jwk)}`);
    checkData(bundle.data, report);
    const { grids, addresses, households } = report.counts;
    console.log(
      `district ${report.district} as of ${report.asOf}, register version ${report.registerVersion}, checked ${report.checkedAt}`,
    );
    console.log(`${grids} grids, ${addresses} addresses, ${households} households; digests and figures agree`);
    console.log("PROVED: every point of the district and every address lies in exactly one grid");
    return 0;
  } catch (error) {
    // A bundle that is built wrongly fails somewhere in here with an error of the language: it is no proof either.
    console.log(`NOT PROVED: ${error instanceof Refusal ? error.message : `the bundle is damaged (${error.message})`}`);
    return 1;
  }
};

process.exitCode = main();
