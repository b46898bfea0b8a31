// Reads one durable: checks each event by its schema, does its work once, acknowledges. ../README.md tells how.
package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err) // what is in hand stays unacknowledged
	}
	return value
}

func main() {
	user, stream, durable, from := os.Getenv("NATS_USER"), os.Getenv("STREAM"), os.Getenv("DURABLE"), os.Getenv("FROM")
	schemas := os.Getenv("SCHEMAS")
	checks, compiler, ctx := map[string]*jsonschema.Schema{}, jsonschema.NewCompiler(), context.Background()
	for _, file := range must(os.ReadDir(schemas)) {
		checks[strings.TrimSuffix(file.Name(), ".json")] = must(compiler.Compile(schemas + "/" + file.Name()))
	}
	// The work of this example, and the memory of it: a line an event. A line that a crash cut short was no work done.
	ledger := must(os.OpenFile(os.Getenv("LEDGER"), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600))
	done := string(must(os.ReadFile(ledger.Name())))
	done = done[:strings.LastIndex(done, "\n")+1]
	must(0, ledger.Truncate(int64(len(done))))
	known := map[string]bool{}
	for line := range strings.Lines(done) {
		known[strings.Fields(line)[1]] = true
	}
	rights := []nats.Option{nats.UserInfo(user, os.Getenv("NATS_PASSWORD")), nats.CustomInboxPrefix("_INBOX." + user)}
	js := must(jetstream.New(must(nats.Connect(os.Getenv("NATS_URL"), append(rights, nats.MaxReconnects(-1))...))))
	consumer := must(js.Consumer(ctx, stream, durable))
	place, err := strconv.Atoi("0" + from)
	if err != nil { // A time: its place is found with the one thing that we may ask, our own durable.
		since, last := must(time.Parse(time.RFC3339, from)), int(consumer.CachedInfo().Delivered.Stream)
		place = 1 + sort.Search(last, func(before int) bool {
			must(js.ResetConsumerToSequence(ctx, stream, durable, uint64(before+1)))
			return !must(must(consumer.Next()).Metadata()).Timestamp.Before(since)
		})
	}
	// Without a place: whatever is not acknowledged comes again at once and in order.
	must(js.ResetConsumerToSequence(ctx, stream, durable, uint64(place)))
	for messages := must(consumer.Messages(jetstream.PullMaxMessages(500))); ; {
		message := must(messages.Next())
		event := must(jsonschema.UnmarshalJSON(strings.NewReader(string(message.Data())))).(map[string]any)
		id, kind := event["id"].(string), event["type"].(string)
		if checks[kind].Validate(event["data"]) != nil { // where there is no schema it ends: take newer ones
			must(0, message.Term())
			continue
		}
		if known[id] {
			fmt.Println("known", id)
		} else {
			place := must(message.Metadata()).Sequence.Stream
			must(fmt.Fprintf(ledger, "%d %s %s %x\n", place, id, kind, sha256.Sum256(message.Data())))
		}
		known[id] = true
		must(0, message.Ack())
	}
}
