//! What karpool promises, held against a real control plane.

mod the_main_job_runs_on_a_real_control_plane;
