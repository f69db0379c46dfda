// Command kubernetes is a whole control plane in one process, for tests: etcd, kube-apiserver, kube-controller-manager
// and kube-scheduler, linked from their own modules.
//
// It listens on loopback, prints one JSON line when it is ready, and ends when its standard input ends or a signal
// asks for it. Nothing of it is a mock: what it answers is what Kubernetes answers.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Settings are what the caller decides.
type Settings struct {
	folder         string
	listen         string
	issuer         string
	serviceCIDR    string
	authority      string
	authorityKey   string
	authentication string
	authorization  string
}

// Ready is what the caller is told.
type Ready struct {
	Endpoint                string `json:"endpoint"`
	Version                 string `json:"version"`
	CertificateAuthority    string `json:"certificateAuthority"`
	ClientCertificate       string `json:"clientCertificate"`
	ClientKey               string `json:"clientKey"`
	ServiceAccountPublicKey string `json:"serviceAccountPublicKey"`
	Kubeconfig              string `json:"kubeconfig"`
}

func main() {
	settings := parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		// Whoever started this process holds the other end: it closes even when that process is killed.
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	if err := run(ctx, settings); err != nil {
		fmt.Fprintln(os.Stderr, "kubernetes:", err)
		os.Exit(1)
	}
}

func parse() Settings {
	var s Settings
	flag.StringVar(&s.folder, "folder", "", "where keys and etcd's data are kept")
	flag.StringVar(&s.listen, "listen", "127.0.0.1:0", "address of the API server")
	flag.StringVar(&s.issuer, "issuer", "https://kubernetes.default.svc", "issuer of service account tokens")
	flag.StringVar(&s.serviceCIDR, "service-cidr", "10.0.0.0/24", "addresses of Services")
	flag.StringVar(&s.authority, "certificate-authority", "", "PEM; made in the folder when not given")
	flag.StringVar(&s.authorityKey, "certificate-authority-key", "", "PEM, PKCS #8")
	flag.StringVar(&s.authentication, "authentication-webhook", "", "URL that reviews tokens")
	flag.StringVar(&s.authorization, "authorization-webhook", "", "URL that reviews access which RBAC does not give")
	flag.Parse()
	return s
}

func run(ctx context.Context, settings Settings) error {
	if settings.folder == "" {
		return fmt.Errorf("--folder is needed")
	}
	keys, err := prepareKeys(settings)
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	store, err := startEtcd(settings.folder)
	if err != nil {
		return fmt.Errorf("etcd: %w", err)
	}
	defer store.close()

	// The API server goes last of those that write and first of all: an open watch of a component would hold it up.
	serving, stopServing := context.WithCancel(context.Background())
	defer stopServing()
	plane, err := assemble(settings, keys, store)
	if err != nil {
		return err
	}
	ended := make(chan error, 3)
	go func() { ended <- plane.serve(serving) }()
	if err := await(ctx, plane, keys, ended); err != nil {
		return err
	}
	working, stopWorking := context.WithCancel(ctx)
	defer stopWorking()
	go func() { ended <- plane.control(working) }()
	go func() { ended <- plane.schedule(working) }()
	if err := announce(plane, keys); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
	case err := <-ended:
		if ctx.Err() == nil {
			return fmt.Errorf("a component ended by itself: %w", err)
		}
	}
	stopWorking()
	stopServing()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
	}
	return nil
}

func announce(plane *Plane, keys *Keys) error {
	line, err := json.Marshal(Ready{
		Endpoint:                plane.endpoint,
		Version:                 plane.version(),
		CertificateAuthority:    string(keys.authority),
		ClientCertificate:       string(keys.admin.certificate),
		ClientKey:               string(keys.admin.key),
		ServiceAccountPublicKey: string(keys.serviceAccountPublic),
		Kubeconfig:              keys.kubeconfig,
	})
	if err != nil {
		return err
	}
	_, err = fmt.Println(string(line))
	return err
}
