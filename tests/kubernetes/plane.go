package main

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	cliflag "k8s.io/component-base/cli/flag"
	componentversion "k8s.io/component-base/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	apiserveroptions "k8s.io/kubernetes/cmd/kube-apiserver/app/options"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	controlleroptions "k8s.io/kubernetes/cmd/kube-controller-manager/app/options"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	scheduleroptions "k8s.io/kubernetes/cmd/kube-scheduler/app/options"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Plane is the components with their flags parsed, none of them running yet.
type Plane struct {
	endpoint    string
	server      *apiserveroptions.ServerRunOptions
	controllers *controlleroptions.KubeControllerManagerOptions
	scheduler   *scheduleroptions.Options
}

// What a managed control plane runs, as far as a cluster without real machines needs it.
var wantedControllers = []string{
	"deployment", "replicaset", "statefulset", "daemonset", "job", "cronjob", "garbage-collector", "namespace",
	"serviceaccount", "clusterrole-aggregation", "disruption", "pod-garbage-collector", "node-lifecycle",
	"taint-eviction", "endpointslice", "root-ca-certificate-publisher", "resourcequota",
}

func assemble(settings Settings, keys *Keys, store *Store) (*Plane, error) {
	listener, err := net.Listen("tcp", settings.listen)
	if err != nil {
		return nil, err
	}
	plane := &Plane{endpoint: "https://" + listener.Addr().String()}
	if keys.kubeconfig, err = keys.writeKubeconfig("admin", plane.endpoint, keys.admin); err != nil {
		return nil, err
	}
	plane.server = apiserveroptions.NewServerRunOptions()
	plane.server.SecureServing.Listener = listener
	arguments, err := serverArguments(settings, keys, store)
	if err != nil {
		return nil, err
	}
	if err := parseFlags("kube-apiserver", plane.server.Flags(), arguments); err != nil {
		return nil, err
	}
	if plane.controllers, err = controlleroptions.NewKubeControllerManagerOptions(); err != nil {
		return nil, err
	}
	known := plane.controllers.Flags(
		controllers.KnownControllers(), controllers.ControllersDisabledByDefault(), controllers.ControllerAliases())
	plane.controllers.ParsedFlags = &known
	if arguments, err = controllerArguments(settings, keys, plane.endpoint); err != nil {
		return nil, err
	}
	if err := parseFlags("kube-controller-manager", known, arguments); err != nil {
		return nil, err
	}
	plane.scheduler = scheduleroptions.NewOptions()
	config, err := keys.writeKubeconfig("kube-scheduler", plane.endpoint, keys.scheduler)
	if err != nil {
		return nil, err
	}
	arguments = []string{"--kubeconfig=" + config, "--secure-port=0", "--leader-elect=false"}
	if err := parseFlags("kube-scheduler", *plane.scheduler.Flags, arguments); err != nil {
		return nil, err
	}
	return plane, plane.server.GenericServerRunOptions.ComponentGlobalsRegistry.Set()
}

func parseFlags(name string, sets cliflag.NamedFlagSets, arguments []string) error {
	flags := pflag.NewFlagSet(name, pflag.ContinueOnError)
	for _, set := range sets.FlagSets {
		flags.AddFlagSet(set)
	}
	return flags.Parse(arguments)
}

func serverArguments(settings Settings, keys *Keys, store *Store) ([]string, error) {
	arguments := []string{
		"--etcd-servers=" + store.address,
		"--advertise-address=127.0.0.1",
		"--bind-address=127.0.0.1",
		"--endpoint-reconciler-type=none",
		"--service-cluster-ip-range=" + settings.serviceCIDR,
		"--tls-cert-file=" + keys.path("kube-apiserver.crt"),
		"--tls-private-key-file=" + keys.path("kube-apiserver.key"),
		"--client-ca-file=" + keys.path("ca.crt"),
		"--service-account-issuer=" + settings.issuer,
		"--api-audiences=https://kubernetes.default.svc," + settings.issuer,
		"--service-account-key-file=" + keys.path("service-account.pub"),
		"--service-account-signing-key-file=" + keys.path("service-account.key"),
		"--enable-admission-plugins=NodeRestriction",
		"--allow-privileged=true",
		"--enable-priority-and-fairness=false",
		"--profiling=false",
		"--request-timeout=20s",
		"--shutdown-watch-termination-grace-period=1s",
	}
	modes := "Node,RBAC"
	if settings.authentication != "" {
		file, err := keys.writeWebhook("authentication", settings.authentication)
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, "--authentication-token-webhook-config-file="+file,
			"--authentication-token-webhook-version=v1", "--authentication-token-webhook-cache-ttl=2s")
	}
	if settings.authorization != "" {
		file, err := keys.writeWebhook("authorization", settings.authorization)
		if err != nil {
			return nil, err
		}
		modes += ",Webhook"
		arguments = append(arguments, "--authorization-webhook-config-file="+file, "--authorization-webhook-version=v1",
			"--authorization-webhook-cache-authorized-ttl=2s", "--authorization-webhook-cache-unauthorized-ttl=500ms")
	}
	return append(arguments, "--authorization-mode="+modes), nil
}

func controllerArguments(settings Settings, keys *Keys, endpoint string) ([]string, error) {
	config, err := keys.writeKubeconfig("kube-controller-manager", endpoint, keys.controllers)
	if err != nil {
		return nil, err
	}
	names := strings.Join(wantedControllers, "-controller,") + "-controller"
	return []string{
		"--kubeconfig=" + config,
		"--secure-port=0",
		"--leader-elect=false",
		"--use-service-account-credentials=true",
		"--service-account-private-key-file=" + keys.path("service-account.key"),
		"--root-ca-file=" + keys.path("ca.crt"),
		"--flex-volume-plugin-dir=" + filepath.Join(settings.folder, "volume-plugins"),
		"--controllers=" + names,
	}, nil
}

func (p *Plane) version() string { return componentversion.Get().GitVersion }

func (p *Plane) serve(ctx context.Context) error {
	rest.SetDefaultWarningHandler(rest.NoWarnings{})
	completed, err := p.server.Complete(ctx)
	if err != nil {
		return err
	}
	if problems := completed.Validate(); len(problems) != 0 {
		return utilerrors.NewAggregate(problems)
	}
	return apiserver.Run(ctx, completed)
}

func (p *Plane) control(ctx context.Context) error {
	config, err := p.controllers.Config(ctx,
		controllers.KnownControllers(), controllers.ControllersDisabledByDefault(), controllers.ControllerAliases())
	if err != nil {
		return fmt.Errorf("kube-controller-manager: %w", err)
	}
	return controllers.Run(ctx, config.Complete())
}

func (p *Plane) schedule(ctx context.Context) error {
	config, built, err := scheduler.Setup(ctx, p.scheduler)
	if err != nil {
		return fmt.Errorf("kube-scheduler: %w", err)
	}
	return scheduler.Run(ctx, config, built)
}

// await ends when the API server is ready and has made its first objects.
func await(ctx context.Context, plane *Plane, keys *Keys, ended <-chan error) error {
	config, err := clientcmd.BuildConfigFromFlags("", keys.kubeconfig)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-ended:
			return fmt.Errorf("kube-apiserver: %w", err)
		case <-ticker.C:
		}
		if _, err := client.RESTClient().Get().AbsPath("/readyz").DoRaw(ctx); err != nil {
			continue
		}
		if _, err := client.CoreV1().Namespaces().Get(ctx, "kube-system", metav1.GetOptions{}); err == nil {
			return nil
		}
	}
}
