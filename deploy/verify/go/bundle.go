package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

type key struct {
	Kid string `json:"kid"`
	X   string `json:"x"`
}

type head struct {
	Epoch     int64   `json:"epoch"`
	Size      int64   `json:"size"`
	Root      string  `json:"root"`
	Previous  *string `json:"previous"`
	SealedAt  string  `json:"sealedAt"`
	Complete  bool    `json:"complete"`
	Key       string  `json:"key"`
	Signature string  `json:"signature"`
}

type signedHead struct {
	Head      head   `json:"head"`
	Signature string `json:"signature"`
}

type anchor struct {
	head
	Contradictions []json.RawMessage `json:"contradictions"`
}

type block struct {
	Number   int64   `json:"number"`
	Stream   string  `json:"stream"`
	First    int64   `json:"first"`
	Last     int64   `json:"last"`
	Count    int64   `json:"count"`
	Root     string  `json:"root"`
	Previous *string `json:"previous"`
}

type history struct {
	ID      string            `json:"id"`
	Entries []json.RawMessage `json:"entries"`
	Proofs  []struct {
		Epoch   int64    `json:"epoch"`
		Version int64    `json:"version"`
		Index   int64    `json:"index"`
		Path    []string `json:"path"`
	} `json:"proofs"`
}

type event struct {
	Sequence int64    `json:"sequence"`
	ID       string   `json:"id"`
	Subject  string   `json:"subject"`
	Text     string   `json:"text"`
	Block    int64    `json:"block"`
	Index    int64    `json:"index"`
	Path     []string `json:"path"`
}

type bundle struct {
	Format  string  `json:"format"`
	Service string  `json:"service"`
	Stream  string  `json:"stream"`
	Key     key     `json:"key"`
	Events  []event `json:"events"`
	Audit   struct {
		Format string       `json:"format"`
		Kind   string       `json:"kind"`
		Key    key          `json:"key"`
		Heads  []signedHead `json:"heads"`
		Cases  []history    `json:"cases"`
	} `json:"audit"`
	Anchors   anchors `json:"anchors"`
	Signature string  `json:"signature"`
}

type anchors struct {
	Format  string   `json:"format"`
	Service string   `json:"service"`
	Anchors []anchor `json:"anchors"`
}

// decode reads one JSON text and nothing after it, numbers as they are written; into and tree see the same bytes.
func decode(content []byte, into any) (map[string]any, error) {
	if err := json.Unmarshal(content, into); err != nil {
		return nil, err
	}
	reader := json.NewDecoder(bytes.NewReader(content))
	reader.UseNumber()
	var tree map[string]any
	if err := reader.Decode(&tree); err != nil {
		return nil, err
	}
	if _, err := reader.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one JSON text")
	}
	return tree, nil
}

// without is the canonical text of an object less its signature.
func without(tree map[string]any, name string) string {
	rest := make(map[string]any, len(tree))
	for one, value := range tree {
		if one != name {
			rest[one] = value
		}
	}
	return canonical(rest)
}

func number(value int64) json.Number { return json.Number(fmt.Sprint(value)) }

func orNull(text *string) any {
	if text == nil {
		return nil
	}
	return *text
}

func (one head) text() string {
	return canonical(map[string]any{
		"epoch": number(one.Epoch), "size": number(one.Size), "root": one.Root, "previous": orNull(one.Previous),
		"sealedAt": one.SealedAt, "complete": one.Complete, "key": one.Key,
	})
}

func (one head) digest() string { return digest("wangge/head/1\x00" + one.text()) }

func (one block) digest() string {
	return digest("wangge/block/1\x00" + canonical(map[string]any{
		"number": number(one.Number), "stream": one.Stream, "first": number(one.First), "last": number(one.Last),
		"count": number(one.Count), "root": one.Root, "previous": orNull(one.Previous),
	}))
}

// entryHash is the hash of the one entry of a block's history; `late` and `by` count where they are.
func entryHash(kind, id string, entry map[string]any) string {
	hashed := map[string]any{
		"at": entry["at"], "event": entry["event"], "fields": []any{}, "id": id, "kind": kind,
		"previous": entry["previous"], "sequence": entry["sequence"],
	}
	for _, name := range []string{"by", "late"} {
		if value, there := entry[name]; there {
			hashed[name] = value
		}
	}
	return digest("wangge/entry/1\x00" + canonical(hashed))
}

func (one event) leaf() string {
	return canonical(map[string]any{
		"sequence": number(one.Sequence), "id": one.ID, "subject": one.Subject, "digest": digest(one.Text),
	})
}

// says tells whether the event says of itself what it is logged as.
func (one event) says(service string) bool {
	var said struct {
		ID     string `json:"id"`
		Source string `json:"source"`
		Type   string `json:"type"`
	}
	return json.Unmarshal([]byte(one.Text), &said) == nil && said.ID == one.ID && said.Source == service &&
		strings.HasPrefix(one.Subject, "evt."+said.Type+".")
}
