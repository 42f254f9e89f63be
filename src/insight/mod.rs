//! Floor 3: what the record says when it is looked at with a question: the packet of an item, the
//! agenda that is due. Reads only; never imports the floor's other half, which writes.

pub mod agenda;
pub mod alarm;
pub mod kpi;
pub mod list;
pub mod packet;
pub mod posture;
