//! What karpool promises, one file per promise, named as a sentence.

mod an_empty_account_becomes_ready_pools_in_one_run;
