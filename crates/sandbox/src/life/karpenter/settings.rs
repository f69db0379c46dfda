//! The leader's settings, read from its pod as the process would read them.

use serde_json::Value;

use crate::call::Caller;
use crate::iam;
use crate::kubernetes::User;
use crate::life::pass::Pass;
use crate::life::{aws, identity, object};

/// The running controller: who it is to AWS and to the API, and what it was told.
pub(crate) struct Controller {
    pub(crate) cluster_name: String,
    /// Empty: interruptions are not handled.
    pub(crate) queue: String,
    pub(crate) isolated: bool,
    pub(crate) dry_run: bool,
    /// `NodeOverlay=true,StaticCapacity=false,...`
    gates: String,
    pub(crate) caller: Caller,
    account: (String, String),
}

impl Controller {
    /// Reads the pod; none when it has lost its credentials.
    pub(crate) fn of(pass: &Pass<'_>, pod: &Value) -> Option<Controller> {
        let container = &pod["spec"]["containers"][0];
        let text = |name: &str| identity::variable(container, name).unwrap_or_default().to_owned();
        let account = object::text(pod, "/spec/serviceAccountName").to_owned();
        let namespace = object::namespace(pod).to_owned();
        let role = role_arn(pass, pod)?;
        let caller = session(pass, &role, object::name(pod))?;
        Some(Controller {
            cluster_name: text("CLUSTER_NAME"),
            queue: text("INTERRUPTION_QUEUE"),
            isolated: text("ISOLATED_VPC") == "true",
            dry_run: text("DISABLE_DRY_RUN") != "true",
            gates: text("FEATURE_GATES"),
            caller,
            account: (namespace, account),
        })
    }

    pub(crate) fn gate(&self, name: &str) -> bool {
        self.gates.split(',').any(|gate| gate.strip_prefix(name) == Some("=true"))
    }

    pub(crate) fn user(&self) -> User {
        User::service_account(&self.account.0, &self.account.1)
    }
}

/// The role that the pod's environment leads to: by pod identity, by web identity.
pub(crate) fn role_arn(pass: &Pass<'_>, pod: &Value) -> Option<String> {
    let container = &pod["spec"]["containers"][0];
    if identity::variable(container, "AWS_CONTAINER_CREDENTIALS_FULL_URI").is_some() {
        let account = object::text(pod, "/spec/serviceAccountName");
        return pass.identities.role(object::namespace(pod), account).map(str::to_owned);
    }
    identity::variable(container, "AWS_ROLE_ARN").map(str::to_owned)
}

/// The session of a role that exists.
pub(crate) fn session(pass: &Pass<'_>, role_arn: &str, name: &str) -> Option<Caller> {
    let role = iam::role_by_arn(pass.world, role_arn)?;
    let partition = aws::partition(&pass.arn);
    let account = aws::account(&pass.arn).to_owned();
    Some(Caller {
        arn: format!("arn:{partition}:sts::{account}:assumed-role/{}/{name}", role.name),
        user_id: format!("{}:{name}", role.id),
        account,
    })
}
