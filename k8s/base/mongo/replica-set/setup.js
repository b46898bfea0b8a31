/* global Mongo, print, require, sleep -- mongosh runs this */
// Makes the replica set once, and its users to what the Secret says, at every run: each twice, so that the password of the one that is not in use may change. Signs in as the members do among themselves (the key file),
// the only one who may before there are users. Run by mongosh; waits for members that are still starting.
const fs = require("node:fs");
const { SERVICE, MEMBERS } = process.env;
const secret = (name) => fs.readFileSync(`/secrets/${name}`, "utf8").trim();
const hosts = Array.from({ length: Number(MEMBERS) }, (_, at) => `mongo-${SERVICE}-${at}.mongo-${SERVICE}:27017`);
const connect = (host, more = "") => {
  const key = encodeURIComponent(secret("KEY_FILE"));
  return new Mongo(
    `mongodb://__system:${key}@${host}/admin?authSource=local&authMechanism=SCRAM-SHA-256&tls=true&tlsCAFile=/tls/ca.crt&directConnection=${more === ""}${more}`,
  );
};
const until = (what, isSo) => {
  for (const end = Date.now() + 240_000; Date.now() < end; sleep(2_000)) {
    try {
      if (isSo()) return;
    } catch (error) {
      print(`${what}: ${error.message}`);
    }
  }
  throw new Error(`not in time: ${what}`);
};

for (const host of hosts)
  until(`${host} answers`, () => connect(host).getDB("admin").runCommand({ hello: 1 }).ok === 1);
const first = connect(hosts[0]).getDB("admin");
const made = first.runCommand({ replSetGetStatus: 1 });
if (made.codeName === "NotYetInitialized") {
  const members = hosts.map((host, at) => ({ _id: at, host }));
  const answer = first.runCommand({ replSetInitiate: { _id: "wangge", members } });
  if (answer.ok !== 1) throw new Error(answer.errmsg);
  print(`made the replica set of ${hosts.length}`);
} else if (made.ok !== 1) throw new Error(made.errmsg);
until("there is a primary", () => connect(hosts[0]).getDB("admin").runCommand({ hello: 1 }).primary !== undefined);

const admin = connect(hosts.join(","), "&replicaSet=wangge").getDB("admin");
const users = [
  [SERVICE, "PASSWORD", [{ role: "readWrite", db: `wangge_${SERVICE}` }]],
  // Reads everything, and writes nothing: the doctor is this user too.
  ["backup", "BACKUP_PASSWORD", [{ role: "backup", db: "admin" }]],
  // `restore` may insert and not update, and the marks of epochs that are not in a backup are taken off.
  [
    "restore",
    "RESTORE_PASSWORD",
    [
      { role: "restore", db: "admin" },
      { role: "readWrite", db: `wangge_${SERVICE}` },
    ],
  ],
];
const each = users.flatMap(([user, password, roles]) => [
  [user, password, roles],
  [`${user}.2`, `${password}_2`, roles],
]);
for (const [user, password, roles] of each) {
  const isThere = admin.getUser(user) !== null;
  const answer = admin.runCommand({
    [isThere ? "updateUser" : "createUser"]: user,
    pwd: secret(password),
    roles,
    writeConcern: { w: "majority" },
  });
  if (answer.ok !== 1) throw new Error(answer.errmsg);
  print(`${isThere ? "updated" : "made"} the user ${user}`);
}
