// Prints the names that Go reads: one line per certificate of standard input, fields divided by U+001F.
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"strings"
)

var types = map[string]string{"2.5.4.3": "CN", "2.5.4.10": "O", "2.5.4.11": "OU"}

func main() {
	rest, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			fmt.Println("unreadable: " + err.Error())
			continue
		}
		var fields []string
		for _, name := range certificate.Subject.Names {
			fields = append(fields, fmt.Sprintf("%s=%v", types[name.Type.String()], name.Value))
		}
		for _, name := range certificate.DNSNames {
			fields = append(fields, "DNS:"+name)
		}
		for _, address := range certificate.IPAddresses {
			fields = append(fields, "IP:"+address.String())
		}
		for _, uri := range certificate.URIs {
			fields = append(fields, "URI:"+uri.String())
		}
		fmt.Println(strings.Join(fields, "\x1f"))
	}
}
