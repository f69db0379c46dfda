pub fn tick(_world: &mut crate::World) {}
