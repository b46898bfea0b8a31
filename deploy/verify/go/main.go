// 证据核验. Checks events that a service has published, with all that proves them, without a network and with the standard library alone: the same as
// deploy/verify/verify-evidence.mjs, made apart from it.
//
//	go run -C deploy/verify/go . [-anchors $PWD/anchors.json] [-thumbprint THUMBPRINT] $PWD/evidence.json…
//
// Exit code: 0 nothing is wrong · 1 something is · 2 the files could not be read
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

type verdict struct{ problems []string }

func (found *verdict) accuse(where, what string) {
	found.problems = append(found.problems, where+": "+what)
}

func (given *bundle) checkHeads(kept []anchor, wanted string, found *verdict) map[int64]head {
	heads := map[int64]head{}
	anchored := map[int64]anchor{}
	newest := int64(0)
	for _, one := range kept {
		if len(one.Contradictions) > 0 {
			found.accuse(fmt.Sprintf("head %d", one.Epoch), "two different heads were told to who keeps them")
		}
		if !isSigned("wangge-audit-head+json", one.head.text(), one.head.Signature, one.head.Key) {
			found.accuse(fmt.Sprintf("anchor %d", one.Epoch), "its signature does not fit")
		}
		anchored[one.Epoch] = one
		newest = max(newest, one.Epoch)
	}
	for _, sealed := range given.Audit.Heads {
		own := sealed.Head
		where := fmt.Sprintf("head %d", own.Epoch)
		if _, twice := heads[own.Epoch]; twice {
			found.accuse(where, "it is there twice")
		}
		heads[own.Epoch] = own
		if !isSigned("wangge-audit-head+json", own.text(), sealed.Signature, own.Key) {
			found.accuse(where, "its signature does not fit")
		}
		if wanted != "" && thumbprint(own.Key) != wanted {
			found.accuse(where, "another key signed it: its thumbprint is "+thumbprint(own.Key))
		}
		if one, there := anchored[own.Epoch]; !there {
			if own.Epoch < newest {
				found.accuse(where, "it is not among the anchors, which have later ones")
			} else {
				fmt.Println("·", where, "is newer than the anchors")
			}
		} else if one.head.digest() != own.digest() || one.head.Signature != sealed.Signature {
			found.accuse(where, "it was anchored otherwise")
		}
	}
	for epoch, own := range heads {
		if before, there := heads[epoch-1]; epoch == 1 && own.Previous != nil || there && (own.Previous == nil || *own.Previous != before.digest()) {
			found.accuse(fmt.Sprintf("head %d", epoch), "it does not follow the head before it")
		}
	}
	return heads
}

func (given *bundle) checkBlocks(heads map[int64]head, found *verdict) map[int64]block {
	blocks := map[int64]block{}
	for _, one := range given.Audit.Cases {
		var typed struct {
			Hash  string `json:"hash"`
			Event struct {
				Type string `json:"type"`
				Data block  `json:"data"`
			} `json:"event"`
		}
		if len(one.Entries) != 1 {
			found.accuse(one.ID, "it is no block of the log")
			continue
		}
		entry, err := decode(one.Entries[0], &typed)
		own := typed.Event.Data
		if err != nil || typed.Event.Type != "BlockLogged" || one.ID != fmt.Sprintf("block-%012d", own.Number) {
			found.accuse(one.ID, "it is no block of the log")
			continue
		}
		if own.Stream != given.Stream {
			found.accuse(one.ID, "it is of "+own.Stream)
		}
		if _, twice := blocks[own.Number]; twice {
			found.accuse(one.ID, "it is there twice")
		}
		blocks[own.Number] = own
		if entryHash(given.Audit.Kind, one.ID, entry) != typed.Hash {
			found.accuse(one.ID, "it was altered")
		}
		if len(one.Proofs) == 0 {
			found.accuse(one.ID, "no head covers it")
		}
		for _, proof := range one.Proofs {
			over, there := heads[proof.Epoch]
			leaf := canonical(map[string]any{"id": one.ID, "version": number(proof.Version), "hash": typed.Hash})
			if !there || proof.Version != 1 || !isUnder(over.Root, leaf, proof.Index, over.Size, proof.Path) {
				found.accuse(one.ID, fmt.Sprintf("head %d does not prove it", proof.Epoch))
			}
		}
	}
	for nth, own := range blocks {
		before, there := blocks[nth-1]
		begins := nth == 1 && own.Previous == nil && own.First == 1 || nth > 1 && own.Previous != nil
		if !begins || there && (*own.Previous != before.digest() || own.First != before.Last+1) {
			found.accuse(fmt.Sprintf("block %d", nth), "it does not follow the block before it")
		}
	}
	return blocks
}

func (given *bundle) checkEvents(blocks map[int64]block, found *verdict) {
	for _, one := range given.Events {
		where := fmt.Sprintf("event %d", one.Sequence)
		in, there := blocks[one.Block]
		isWhole := in.Count == in.Last-in.First+1
		switch {
		case !there:
			found.accuse(where, "the block that proves it is not there")
		case one.Sequence < in.First || one.Sequence > in.Last || isWhole && one.Sequence-in.First != one.Index:
			found.accuse(where, "it stands in another place")
		case !isUnder(in.Root, one.leaf(), one.Index, in.Count, one.Path):
			found.accuse(where, fmt.Sprintf("it is not what was logged in block %d", one.Block))
		case !one.says(given.Service):
			found.accuse(where, "what it says of itself is not what it is logged as")
		}
	}
}

func verify(content []byte, kept *anchors, wanted string) (*verdict, string, error) {
	var given bundle
	tree, err := decode(content, &given)
	if err != nil {
		return nil, "", err
	}
	if given.Format != "wangge.evidence.v1" {
		return nil, "", fmt.Errorf("not a wangge.evidence.v1")
	}
	found := &verdict{}
	if !isSigned("wangge-evidence+json", without(tree, "signature"), given.Signature, given.Key.X) {
		found.accuse("the bundle", "it is not as it was made: its signature does not fit")
	}
	audit, _ := tree["audit"].(map[string]any)
	signature, _ := audit["signature"].(string)
	if !isSigned("wangge-audit-export+json", without(audit, "signature"), signature, given.Audit.Key.X) {
		found.accuse("the log", "it is not as it was made: its signature does not fit")
	}
	if given.Key.X != given.Audit.Key.X || given.Key.Kid != thumbprint(given.Key.X) {
		found.accuse("the bundle", "its keys are not one")
	}
	if wanted != "" && thumbprint(given.Key.X) != wanted {
		found.accuse("the bundle", "another key signed it: its thumbprint is "+thumbprint(given.Key.X))
	}
	if given.Audit.Kind != given.Service+".event-log" {
		found.accuse("the log", "it is of "+given.Audit.Kind)
	}
	if kept == nil {
		kept = &given.Anchors
		fmt.Println("· without -anchors: they are those that came with the bundle; fetch them from who keeps them")
	} else if kept.Service != given.Service {
		found.accuse("the anchors", "they are of "+kept.Service)
	}
	if len(kept.Anchors) == 0 {
		found.accuse("the heads", "none of them is anchored")
	}
	heads := given.checkHeads(kept.Anchors, wanted, found)
	blocks := given.checkBlocks(heads, found)
	given.checkEvents(blocks, found)
	looked := fmt.Sprintf("%d events in %d blocks under %d heads", len(given.Events), len(blocks), len(heads))
	return found, looked, nil
}

func run() int {
	anchorsFile := flag.String("anchors", "", "an answer of GET /audit/anchors, fetched from who keeps them")
	wanted := flag.String("thumbprint", "", "the published thumbprint of the key")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: verify [-anchors FILE] [-thumbprint THUMBPRINT] evidence.json…")
		return 2
	}
	var kept *anchors
	if *anchorsFile != "" {
		content, err := os.ReadFile(*anchorsFile)
		if err == nil {
			kept = &anchors{}
			err = json.Unmarshal(content, kept)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 2
		}
	}
	code := 0
	for _, file := range flag.Args() {
		content, err := os.ReadFile(file)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 2
		}
		found, looked, err := verify(content, kept, *wanted)
		if err != nil {
			fmt.Fprintln(os.Stderr, file+":", err)
			return 2
		}
		for _, problem := range found.problems {
			fmt.Println("WRONG:", problem)
		}
		fmt.Println(looked, "looked at")
		if len(found.problems) > 0 {
			fmt.Printf("NOT INTACT: %d places\n", len(found.problems))
			code = 1
		} else {
			fmt.Println("INTACT")
		}
	}
	return code
}

func main() { os.Exit(run()) }
