import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import tools.jackson.databind.json.JsonMapper;

/** Reads one durable: checks each event by its schema, does its work once, acknowledges. ../README.md tells how. */
class Subscriber {
  public static void main(String[] args) throws Exception {
    var env = System.getenv();
    var json = new JsonMapper();
    var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
    var schemas = new HashMap<String, Schema>();
    for (var file : Path.of(env.get("SCHEMAS")).toFile().listFiles())
      schemas.put(file.getName().replaceAll("\\.json$", ""), registry.getSchema(json.readTree(file)));

    // The work of this example, and the memory of it: a line an event. A line that a crash cut short was no work done.
    var ledger = Path.of(env.get("LEDGER"));
    var done = Files.exists(ledger) ? Files.readString(ledger) : "";
    done = done.substring(0, done.lastIndexOf('\n') + 1);
    Files.writeString(ledger, done);
    var known = new HashSet<String>();
    done.lines().forEach(line -> known.add(line.split(" ")[1]));

    String user = env.get("NATS_USER"), stream = env.get("STREAM"), durable = env.get("DURABLE");
    var rights = Options.builder().server(env.get("NATS_URL")).userInfo(user, env.get("NATS_PASSWORD"));
    var connection = Nats.connect(rights.inboxPrefix("_INBOX." + user).maxReconnects(-1).build());
    var manager = connection.jetStreamManagement();
    var reader = connection.jetStream().subscribe(null, PullSubscribeOptions.fastBind(stream, durable));
    var from = env.getOrDefault("FROM", "0");
    long place = from.matches("\\d+") ? Long.parseLong(from) : 1;
    if (!from.matches("\\d+")) { // A time: its place is found with the one thing that we may ask, our own durable.
      for (long end = manager.getConsumerInfo(stream, durable).getDelivered().getStreamSequence() + 1; place < end; ) {
        manager.resetConsumer(stream, durable, (place + end) / 2);
        var at = reader.fetch(1, Duration.ofSeconds(5)).get(0).metaData();
        if (at.timestamp().toInstant().isBefore(Instant.parse(from))) place = at.streamSequence() + 1;
        else end = (place + end) / 2;
      }
    }
    // Without a place: whatever is not acknowledged comes again at once and in order.
    manager.resetConsumer(stream, durable, place);
    while (true) {
      for (var batch = reader.iterate(500, Duration.ofSeconds(5)); batch.hasNext(); ) {
        var message = batch.next();
        var event = json.readTree(message.getData());
        String id = event.get("id").asString(), type = event.get("type").asString();
        if (!schemas.get(type).validate(event.get("data")).isEmpty()) { // no schema of it ends us: take newer ones
          message.term();
          continue;
        }
        var digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message.getData()));
        var line = "%d %s %s %s\n".formatted(message.metaData().streamSequence(), id, type, digest);
        if (known.add(id)) Files.writeString(ledger, line, StandardOpenOption.APPEND);
        else System.out.println("known " + id);
        message.ack();
      }
    }
  }
}
