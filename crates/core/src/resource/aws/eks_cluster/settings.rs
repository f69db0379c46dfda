//! What a cluster is told beside its network and its logs: encryption, addresses of Services, zones, capacity.

use aws_sdk_eks::operation::create_cluster::builders::CreateClusterFluentBuilder;
use aws_sdk_eks::types as eks;

use crate::error::{Answer, Result};
use crate::graph::Value;
use crate::resource::aws::Name;
use crate::resource::{Diff, Field, Shown};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct Settings {
    /// ARN of the key that encrypts what the cluster stores; `None` leaves it to EKS's own.
    pub kms_key: Value<Option<String>>,
    /// `None` keeps what EKS chose.
    pub service_cidr: Option<String>,
    /// `ipv4` or `ipv6`.
    pub ip_family: String,
    pub zonal_shift: bool,
    /// `standard`, or a provisioned tier.
    pub tier: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            kms_key: Value::Known(None),
            service_cidr: None,
            ip_family: "ipv4".into(),
            zonal_shift: false,
            tier: "standard".into(),
        }
    }
}

impl Settings {
    pub(super) fn diff(&self, live: &Settings, diff: &mut Diff) {
        match (&live.kms_key, &self.kms_key) {
            (from, to) if from == to => {}
            // One way: a key can be given to a cluster that has none.
            (Value::Known(None), _) => diff.compare_value("encryptionConfig.keyArn", &live.kms_key, &self.kms_key),
            (_, to) => diff.push(
                Field::new("encryptionConfig.keyArn", Shown::value(&live.kms_key), Shown::value(to)).fixed(
                    "a cluster's encryption key can never be taken away or changed: set kubernetes.secrets.kmsKey to it",
                ),
            ),
        }
        if self.service_cidr.is_some() {
            let hint = "the range of Services is fixed when the cluster is made: leave kubernetes.serviceCidr as it is";
            let path = "kubernetesNetworkConfig.serviceIpv4Cidr";
            diff.compare_fixed(path, &live.service_cidr, &self.service_cidr, hint);
        }
        let hint = "the address family is fixed when the cluster is made: leave kubernetes.ipFamily as it is";
        diff.compare_fixed("kubernetesNetworkConfig.ipFamily", &live.ip_family, &self.ip_family, hint);
        diff.compare("zonalShiftConfig.enabled", &live.zonal_shift, &self.zonal_shift);
        diff.compare("controlPlaneScalingConfig.tier", &live.tier, &self.tier);
    }

    pub(super) fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        if self.kms_key != Value::Known(None) {
            fields.push(Field::added("encryptionConfig.keyArn", Shown::value(&self.kms_key)));
        }
        if self.service_cidr.is_some() {
            fields.push(Field::added("kubernetesNetworkConfig.serviceIpv4Cidr", Shown::of(&self.service_cidr)));
        }
        let usual = Settings::default();
        if self.ip_family != usual.ip_family {
            fields.push(Field::added("kubernetesNetworkConfig.ipFamily", Shown::of(&self.ip_family)));
        }
        if self.zonal_shift {
            fields.push(Field::added("zonalShiftConfig.enabled", Shown::of(true)));
        }
        if self.tier != usual.tier {
            fields.push(Field::added("controlPlaneScalingConfig.tier", Shown::of(&self.tier)));
        }
        fields
    }

    pub(super) fn preview(&self, live: Option<&Settings>) -> Settings {
        let kept = live.and_then(|live| live.service_cidr.clone());
        Settings { service_cidr: self.service_cidr.clone().or(kept), ..self.clone() }
    }

    pub(super) fn on_create(&self, create: CreateClusterFluentBuilder) -> Result<CreateClusterFluentBuilder> {
        let network = eks::KubernetesNetworkConfigRequest::builder()
            .set_service_ipv4_cidr(self.service_cidr.clone())
            .ip_family(self.ip_family.as_str().into());
        let mut create = create.kubernetes_network_config(network.build());
        if let Some(arn) = self.kms_key.known()? {
            create = create.encryption_config(encryption(arn));
        }
        if self.zonal_shift {
            create = create.zonal_shift_config(self.zonal_shift_config());
        }
        if self.tier != Settings::default().tier {
            create = create.control_plane_scaling_config(self.scaling_config());
        }
        Ok(create)
    }

    pub(super) async fn associate_key(&self, key: &Name, world: &World) -> Result<()> {
        let Some(arn) = self.kms_key.known()? else { return Ok(()) };
        let associate = world.eks().associate_encryption_config().cluster_name(&key.0);
        let associate = associate.encryption_config(encryption(arn));
        associate.send().await.of("eks:AssociateEncryptionConfig")?;
        Ok(())
    }

    pub(super) fn zonal_shift_config(&self) -> eks::ZonalShiftConfigRequest {
        eks::ZonalShiftConfigRequest::builder().enabled(self.zonal_shift).build()
    }

    pub(super) fn scaling_config(&self) -> eks::ControlPlaneScalingConfig {
        eks::ControlPlaneScalingConfig::builder().tier(self.tier.as_str().into()).build()
    }

    pub(super) fn parse(cluster: &eks::Cluster) -> Settings {
        let usual = Settings::default();
        let network = cluster.kubernetes_network_config.as_ref();
        let keys = cluster.encryption_config.iter().flatten();
        let key = keys.filter_map(|config| config.provider.as_ref()?.key_arn.clone()).next();
        let tier = cluster.control_plane_scaling_config.as_ref().and_then(|config| config.tier.as_ref());
        let family = network.and_then(|network| network.ip_family.as_ref());
        Settings {
            kms_key: Value::Known(key),
            service_cidr: network.and_then(|network| network.service_ipv4_cidr.clone()),
            ip_family: family.map_or(usual.ip_family, |family| family.as_str().to_owned()),
            zonal_shift: cluster.zonal_shift_config.as_ref().and_then(|config| config.enabled).unwrap_or(false),
            tier: tier.map_or(usual.tier, |tier| tier.as_str().to_owned()),
        }
    }
}

#[expect(deprecated, reason = "EKS encrypts everything today, but its API still wants to be told `secrets`")]
fn encryption(arn: &str) -> eks::EncryptionConfig {
    let provider = eks::Provider::builder().key_arn(arn).build();
    eks::EncryptionConfig::builder().resources("secrets").provider(provider).build()
}
