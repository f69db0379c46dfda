//! One suite of laws for every kind of thing. A kind is a row ([`row::Row`]): what it needs, how one is wanted, and how
//! it can drift. Whoever adds a kind adds a row to the table below; a kind without one fails the suite.

mod bench;
mod hand;
mod kinds;
mod late;
mod laws;
mod row;

/// A module per kind with a test per law, and the list of kinds that have a row.
macro_rules! table {
    ($($name:ident => $row:ty),* $(,)?) => {
        $(mod $name {
            #[tokio::test(start_paused = true)]
            async fn is_made_once_and_then_the_same() {
                crate::laws::life::is_made_once_and_then_the_same::<$row>().await;
            }

            #[tokio::test(start_paused = true)]
            async fn is_deleted_once() {
                crate::laws::life::is_deleted_once::<$row>().await;
            }

            #[tokio::test(start_paused = true)]
            async fn is_deleted_by_two_at_once() {
                crate::laws::life::is_deleted_by_two_at_once::<$row>().await;
            }

            #[tokio::test(start_paused = true)]
            async fn answers_the_same_when_asked_again() {
                crate::laws::pure::answers_the_same_when_asked_again::<$row>().await;
            }

            #[tokio::test(start_paused = true)]
            async fn is_repaired_or_refused_field_by_field() {
                crate::laws::drift::is_repaired_or_refused_field_by_field::<$row>().await;
            }

            #[tokio::test(start_paused = true)]
            async fn is_never_taken_from_another_owner() {
                crate::laws::ownership::is_never_taken_from_another_owner::<$row>().await;
            }

            #[tokio::test(start_paused = true)]
            async fn is_adopted_only_when_asked_and_then_survives() {
                crate::laws::ownership::is_adopted_only_when_asked_and_then_survives::<$row>().await;
            }

            #[tokio::test(start_paused = true)]
            async fn converges_after_a_loss_at_every_write() {
                crate::laws::loss::converges_after_a_loss_at_every_write::<$row>().await;
            }

            #[tokio::test(start_paused = true)]
            async fn goes_after_a_loss_at_every_write() {
                crate::laws::loss::goes_after_a_loss_at_every_write::<$row>().await;
            }

            #[tokio::test(start_paused = true)]
            async fn is_made_once_although_it_shows_late() {
                crate::laws::lag::is_made_once_although_it_shows_late::<$row>().await;
            }
        })*

        /// The kinds that have a row.
        fn rows() -> Vec<karpool::resource::Kind> {
            vec![$(<<$row as crate::row::Row>::Of as karpool::resource::Resource>::KIND),*]
        }
    };
}

table! {
    ec2_discovery_tag => crate::kinds::ec2::DiscoveryTagRow,
    ec2_launch_template => crate::kinds::ec2::LaunchTemplateRow,
    ec2_security_group => crate::kinds::ec2::SecurityGroupRow,
    ec2_security_group_rule => crate::kinds::ec2::SecurityGroupRuleRow,
    ec2_vpc_endpoint => crate::kinds::ec2::VpcEndpointRow,
    eks_access_entry => crate::kinds::eks::AccessEntryRow,
    eks_addon => crate::kinds::eks::AddonRow,
    eks_cluster => crate::kinds::eks_cluster::ClusterRow,
    eks_fargate_profile => crate::kinds::eks_fargate_profile::FargateProfileRow,
    eks_identity_provider => crate::kinds::eks_identity_provider::IdentityProviderRow,
    eks_node_group => crate::kinds::eks_node_group::NodeGroupRow,
    eks_pod_identity_association => crate::kinds::eks::PodIdentityAssociationRow,
    events_rule => crate::kinds::events::RuleRow,
    iam_instance_profile => crate::kinds::iam::InstanceProfileRow,
    iam_oidc_provider => crate::kinds::iam::OidcProviderRow,
    iam_policy => crate::kinds::iam::PolicyRow,
    iam_role => crate::kinds::iam::RoleRow,
    iam_service_linked_role => crate::kinds::iam::ServiceLinkedRoleRow,
    karpenter_node_class => crate::kinds::karpenter::NodeClassRow,
    karpenter_node_overlay => crate::kinds::karpenter::NodeOverlayRow,
    karpenter_node_pool => crate::kinds::karpenter::NodePoolRow,
    kms_key => crate::kinds::kms::KeyRow,
    kubernetes_custom_resource_definition => crate::kinds::kubernetes::CustomResourceDefinitionRow,
    kubernetes_namespace => crate::kinds::kubernetes::NamespaceRow,
    kubernetes_object => crate::kinds::kubernetes::ObjectRow,
    logs_log_group => crate::kinds::logs::LogGroupRow,
    sqs_queue => crate::kinds::sqs::QueueRow,
}

/// The kinds are read off the library's source, so a kind cannot be forgotten here.
#[test]
fn every_kind_has_a_row() {
    let mut kinds = Vec::new();
    for folder in ["aws", "kubernetes"] {
        collect(
            &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/core/src/resource").join(folder),
            &mut kinds,
        );
    }
    let rows: Vec<&str> = rows().iter().map(|kind| kind.0).collect();
    kinds.sort();
    assert!(kinds.len() > 10, "the kinds are not where they are looked for: {kinds:?}");
    let missing: Vec<&String> = kinds.iter().filter(|kind| !rows.contains(&kind.as_str())).collect();
    assert!(missing.is_empty(), "these kinds have no row in tests/conformance/main.rs: {missing:?}");
}

fn collect(folder: &std::path::Path, kinds: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder of kinds") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, kinds);
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a source file");
        let declared = text.split("const KIND: Kind = Kind(\"").skip(1);
        kinds.extend(declared.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
}
