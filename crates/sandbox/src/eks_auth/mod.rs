use crate::call::{Call, Reply};

pub fn handle(call: &mut Call<'_>) -> Reply {
    call.not_implemented()
}
