//! What karpool promises, held against a real control plane.

mod every_field_that_is_written_is_accepted;
mod every_version_does_the_short_job;
mod policy;
mod the_main_job_runs_on_a_real_control_plane;
mod the_real_karpenter_does_its_work;
mod the_release_is_helms_too;
mod the_servers_verdict_is_known_without_it;
mod verdicts;
mod what_is_wrong_shows_in_the_real_karpenter;
mod without_a_statement;
mod workload;
