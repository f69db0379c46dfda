//! The preset `gpu` is a set of defaults: NVIDIA instances behind a taint, each of them shown as the preset's.

use karpool::spec::Origin;
use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn a_gpu_pool_takes_only_pods_that_ask_for_gpus() {
    let text = format!("{SMALLEST}\nnodePools:\n  ml: {{preset: gpu, limits: {{nvidia.com/gpu: 8}}}}\n");
    let lab = Lab::applied(&text).await;
    let pool = lab.object("nodepools.karpenter.sh", "ml");
    let node = &pool["spec"]["template"]["spec"];
    assert_eq!(node["taints"][0]["key"], "nvidia.com/gpu");
    let requirements = node["requirements"].to_string();
    assert!(requirements.contains("instance-gpu-manufacturer") && requirements.contains("[\"g\",\"p\"]"));
    assert_eq!(pool["spec"]["limits"]["nvidia.com/gpu"], "8");
    let resolved = spec(&text).resolve().expect("a valid spec");
    let of_preset = |field: &str| {
        let path = format!("nodePools.ml.{field}");
        resolved.defaulted.iter().any(|one| one.path.starts_with(&path) && matches!(one.origin, Origin::Preset(_)))
    };
    assert!(of_preset("taints") && of_preset("categories") && !of_preset("expireAfter"));
}
