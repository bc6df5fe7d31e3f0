//! x
use super::open::Input;
use super::{Context, Reader, Reading};
/// x
pub struct Export;
impl Reader for Export {
    fn name(&self) -> &'static str {
        ""
    }
    fn recognise(&self, _: &Input, _: &Context) -> bool {
        false
    }
    fn read(&self, _: &Input, _: &Context) -> Reading {
        Reading::default()
    }
}
