package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
)

var encoding = base64.RawURLEncoding.Strict()

func hash(parts ...[]byte) []byte {
	sum := sha256.New()
	for _, part := range parts {
		sum.Write(part)
	}
	return sum.Sum(nil)
}

func digest(text string) string { return encoding.EncodeToString(hash([]byte(text))) }

// thumbprint is that of RFC 7638.
func thumbprint(x string) string {
	return digest(canonical(map[string]any{"crv": "Ed25519", "kty": "OKP", "x": x}))
}

// isSigned tells whether the key with this x signed this text as what typ says: a flattened JWS, EdDSA (RFC 7515, RFC 8037).
func isSigned(typ, text, signature, x string) bool {
	key, err := encoding.DecodeString(x)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return false
	}
	signed, err := encoding.DecodeString(signature)
	if err != nil || len(signed) != ed25519.SignatureSize {
		return false
	}
	header := canonical(map[string]any{"alg": "EdDSA", "kid": thumbprint(x), "typ": typ})
	message := encoding.EncodeToString([]byte(header)) + "." + encoding.EncodeToString([]byte(text))
	return ed25519.Verify(key, []byte(message), signed)
}

var errPath = errors.New("a proof that does not fit")

// rootOver is the root that a leaf has at this place with these neighbours (RFC 6962, 2.1).
func rootOver(leaf string, index, size int64, path [][]byte) ([]byte, error) {
	if index < 0 || index >= size {
		return nil, errPath
	}
	node := hash([]byte{0}, []byte(leaf))
	for last := size - 1; last > 0; index, last = index>>1, last>>1 {
		if index == last && index%2 == 0 {
			continue
		}
		if len(path) == 0 {
			return nil, errPath
		}
		if index%2 == 0 {
			node = hash([]byte{1}, node, path[0])
		} else {
			node = hash([]byte{1}, path[0], node)
		}
		path = path[1:]
	}
	if len(path) > 0 {
		return nil, errPath
	}
	return node, nil
}

func isUnder(root, leaf string, index, size int64, path []string) bool {
	neighbours := make([][]byte, len(path))
	for at, text := range path {
		node, err := encoding.DecodeString(text)
		if err != nil {
			return false
		}
		neighbours[at] = node
	}
	node, err := rootOver(leaf, index, size, neighbours)
	return err == nil && encoding.EncodeToString(node) == root
}
