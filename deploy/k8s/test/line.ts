/** Run by itself, as a service is: what `NODE_EXTRA_CA_CERTS` names is read once, at the start. Says `ok` where both engines can be asked. */
import { connectMongo, connectRedis, silentLog } from "@wangge/kit";

const { MONGO_URL, REDIS_URL } = process.env;

const askMongo = async (url: string): Promise<void> => {
  const { client, db } = await connectMongo({ url, database: "wangge_line", name: "line" });
  await db.collection<{ _id: string }>("lines").insertOne({ _id: String(process.pid) });
  const found = await db.collection<{ _id: string }>("lines").findOne({ _id: String(process.pid) });
  await client.close();
  if (found === null) throw new Error("what was written is not there");
};

const askRedis = async (url: string): Promise<void> => {
  const redis = connectRedis(url, silentLog);
  try {
    await new Promise<void>((resolve, reject) => {
      redis.once("ready", resolve);
      redis.once("error", reject);
    });
    await redis.set("line", "told");
    if ((await redis.get("line")) !== "told") throw new Error("what was set is not there");
  } finally {
    redis.disconnect();
  }
};

try {
  if (MONGO_URL !== undefined) await askMongo(MONGO_URL);
  if (REDIS_URL !== undefined) await askRedis(REDIS_URL);
  process.stdout.write("ok");
} catch (error) {
  const { cause, message } = error as Error;
  process.stdout.write(`${message} ${cause instanceof Error ? cause.message : ""}`);
  process.exitCode = 1;
}
