package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// Pair is a certificate with its key, both PEM.
type Pair struct{ certificate, key []byte }

// Keys are everything that the components need to know each other by.
type Keys struct {
	folder               string
	authority            []byte
	admin                Pair
	controllers          Pair
	scheduler            Pair
	serviceAccountPublic []byte
	kubeconfig           string

	issuer    *x509.Certificate
	issuerKey crypto.Signer
}

func (k *Keys) path(name string) string { return filepath.Join(k.folder, name) }

func prepareKeys(settings Settings) (*Keys, error) {
	keys := &Keys{folder: filepath.Join(settings.folder, "keys")}
	if err := os.MkdirAll(keys.folder, 0o700); err != nil {
		return nil, err
	}
	if err := keys.loadAuthority(settings); err != nil {
		return nil, err
	}
	if err := keys.loadServiceAccountKey(); err != nil {
		return nil, err
	}
	for _, one := range []struct {
		pair  *Pair
		file  string
		name  string
		group []string
	}{
		{&keys.admin, "admin", "kubernetes-admin", []string{"system:masters"}},
		{&keys.controllers, "kube-controller-manager", "system:kube-controller-manager", nil},
		{&keys.scheduler, "kube-scheduler", "system:kube-scheduler", nil},
		{&Pair{}, "kube-apiserver", "kube-apiserver", nil},
	} {
		var err error
		if *one.pair, err = keys.issue(one.name, one.group); err != nil {
			return nil, err
		}
		if err := keys.write(one.file+".crt", one.pair.certificate); err != nil {
			return nil, err
		}
		if err := keys.write(one.file+".key", one.pair.key); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

func (k *Keys) write(name string, content []byte) error {
	return os.WriteFile(k.path(name), content, 0o600)
}

func (k *Keys) loadAuthority(settings Settings) error {
	if settings.authority == "" {
		return k.makeAuthority()
	}
	certificate, err := os.ReadFile(settings.authority)
	if err != nil {
		return err
	}
	key, err := os.ReadFile(settings.authorityKey)
	if err != nil {
		return err
	}
	return k.useAuthority(certificate, key)
}

func (k *Keys) makeAuthority() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := template("kubernetes", nil)
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage |= x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	encoded, err := encodeKey(key)
	if err != nil {
		return err
	}
	return k.useAuthority(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), encoded)
}

func (k *Keys) useAuthority(certificate, key []byte) error {
	block, _ := pem.Decode(certificate)
	keyBlock, _ := pem.Decode(key)
	if block == nil || keyBlock == nil {
		return fmt.Errorf("the certificate authority is not PEM")
	}
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return err
	}
	private, err := x509.ParsePKCS8PrivateKey(keyBlock.Bytes)
	if err != nil {
		return err
	}
	signer, ok := private.(crypto.Signer)
	if !ok {
		return fmt.Errorf("the certificate authority's key can't sign")
	}
	k.authority, k.issuer, k.issuerKey = certificate, parsed, signer
	return k.write("ca.crt", certificate)
}

// loadServiceAccountKey keeps one key per folder: tokens outlive a restart. RS256 is what EKS signs with.
func (k *Keys) loadServiceAccountKey() error {
	content, err := os.ReadFile(k.path("service-account.key"))
	if os.IsNotExist(err) {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return err
		}
		if content, err = encodeKey(key); err != nil {
			return err
		}
		if err := k.write("service-account.key", content); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	block, _ := pem.Decode(content)
	private, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(private.(crypto.Signer).Public())
	if err != nil {
		return err
	}
	k.serviceAccountPublic = pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	return k.write("service-account.pub", k.serviceAccountPublic)
}

func template(name string, groups []string) *x509.Certificate {
	// Not random: every certificate is issued once per start, and nobody keeps a list of those revoked.
	serial := big.NewInt(time.Now().UnixNano())
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name, Organization: groups},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().AddDate(10, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
}

func (k *Keys) issue(name string, groups []string) (Pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Pair{}, err
	}
	template := template(name, groups)
	template.DNSNames = []string{"localhost", "kubernetes", "kubernetes.default.svc"}
	template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	der, err := x509.CreateCertificate(rand.Reader, template, k.issuer, key.Public(), k.issuerKey)
	if err != nil {
		return Pair{}, err
	}
	encoded, err := encodeKey(key)
	return Pair{pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), encoded}, err
}

func encodeKey(key any) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), err
}

// writeKubeconfig writes how `user` reaches the API server, and answers where it is written.
func (k *Keys) writeKubeconfig(user, endpoint string, pair Pair) (string, error) {
	config := api.NewConfig()
	config.Clusters["kubernetes"] = &api.Cluster{Server: endpoint, CertificateAuthorityData: k.authority}
	config.AuthInfos[user] = &api.AuthInfo{ClientCertificateData: pair.certificate, ClientKeyData: pair.key}
	config.Contexts["kubernetes"] = &api.Context{Cluster: "kubernetes", AuthInfo: user}
	config.CurrentContext = "kubernetes"
	path := k.path(user + ".kubeconfig")
	return path, clientcmd.WriteToFile(*config, path)
}

// writeWebhook writes the kubeconfig by which the API server asks a webhook.
func (k *Keys) writeWebhook(name, url string) (string, error) {
	config := api.NewConfig()
	config.Clusters[name] = &api.Cluster{Server: url, CertificateAuthorityData: k.authority}
	config.AuthInfos[name] = &api.AuthInfo{}
	config.Contexts[name] = &api.Context{Cluster: name, AuthInfo: name}
	config.CurrentContext = name
	path := k.path(name + ".webhook")
	return path, clientcmd.WriteToFile(*config, path)
}
