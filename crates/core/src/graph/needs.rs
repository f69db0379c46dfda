//! What a node needs, as a tuple of outputs.

use super::{Output, Slots, Value};

/// A tuple of outputs, and the tuple of values it becomes.
pub trait Needs: Send + Sync + 'static {
    type Values;
    #[doc(hidden)]
    fn nodes(&self) -> Vec<usize>;
    #[doc(hidden)]
    fn resolve(&self, slots: &Slots, early: bool) -> Self::Values;
}

impl Needs for () {
    type Values = ();
    fn nodes(&self) -> Vec<usize> {
        Vec::new()
    }
    fn resolve(&self, _: &Slots, _: bool) {}
}

impl<T: Send + Sync + 'static> Needs for Output<T> {
    type Values = Value<T>;
    fn nodes(&self) -> Vec<usize> {
        Output::nodes(self).to_vec()
    }
    fn resolve(&self, slots: &Slots, early: bool) -> Value<T> {
        if early { self.early(slots) } else { Output::resolve(self, slots) }
    }
}

impl<N: Needs> Needs for Vec<N> {
    type Values = Vec<N::Values>;
    fn nodes(&self) -> Vec<usize> {
        self.iter().flat_map(Needs::nodes).collect()
    }
    fn resolve(&self, slots: &Slots, early: bool) -> Vec<N::Values> {
        self.iter().map(|need| need.resolve(slots, early)).collect()
    }
}

impl<N: Needs> Needs for Option<N> {
    type Values = Option<N::Values>;
    fn nodes(&self) -> Vec<usize> {
        self.iter().flat_map(Needs::nodes).collect()
    }
    fn resolve(&self, slots: &Slots, early: bool) -> Option<N::Values> {
        self.as_ref().map(|need| need.resolve(slots, early))
    }
}

macro_rules! tuples {
    ($($name:ident)+) => {
        impl<$($name: Needs),+> Needs for ($($name,)+) {
            type Values = ($($name::Values,)+);
            #[allow(non_snake_case, reason = "the macro names variables after the type parameters")]
            fn nodes(&self) -> Vec<usize> {
                let ($($name,)+) = self;
                let mut nodes = Vec::new();
                $(nodes.extend($name.nodes());)+
                nodes
            }
            #[allow(non_snake_case, reason = "the macro names variables after the type parameters")]
            fn resolve(&self, slots: &Slots, early: bool) -> Self::Values {
                let ($($name,)+) = self;
                ($($name.resolve(slots, early),)+)
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
