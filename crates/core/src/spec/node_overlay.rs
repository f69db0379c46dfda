//! NodeOverlays: corrections of what Karpenter believes of instance types.

use std::collections::BTreeMap;

use super::scheduling::Requirement;
use super::section::section;
use crate::units::Quantity;

section! {
    /// A NodeOverlay: another price, or resources that the instance types have besides. Alpha in Karpenter; karpool
    /// opens its feature gate.
    pub struct NodeOverlay {
        /// Which instance types, and in which pools and zones.
        ///
        /// Default: all. Wire: `NodeOverlay.spec.requirements`.
        requirements: Vec<Requirement>,
        /// The price in place of AWS's; either this or `priceAdjustment`.
        ///
        /// Unit: dollars an hour. Shape: `0.05`. Wire: `NodeOverlay.spec.price`.
        price: Quantity,
        /// What is added to AWS's price: `+10%`, `-0.50`.
        ///
        /// Wire: `NodeOverlay.spec.priceAdjustment`.
        price_adjustment: String,
        /// Extended resources that the instances have: `smarter-devices/fuse: 1`.
        ///
        /// Wire: `NodeOverlay.spec.capacity`.
        capacity: BTreeMap<String, Quantity>,
        /// Where several overlays mean one instance type, the one with the highest weight counts.
        ///
        /// Range: 1 to 10000. Wire: `NodeOverlay.spec.weight`.
        weight: u32,
    }
}
