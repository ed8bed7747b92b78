//! What all our plot items have in common.

/// Makes a plot item of a type with a `base` and a function `shapes`: one without hover, legend and bounds of its own.
/// Whoever draws sets the bounds.
macro_rules! bare_item {
    ($item:ident) => {
        impl egui_plot::PlotItem for $item<'_> {
            fn shapes(
                &self,
                ui: &eframe::egui::Ui,
                transform: &egui_plot::PlotTransform,
                shapes: &mut Vec<eframe::egui::Shape>,
            ) {
                $item::shapes(self, ui, transform, shapes);
            }

            fn initialize(&mut self, _x_range: std::ops::RangeInclusive<f64>) {}

            fn color(&self) -> eframe::egui::Color32 {
                eframe::egui::Color32::TRANSPARENT
            }

            fn geometry(&self) -> egui_plot::PlotGeometry<'_> {
                egui_plot::PlotGeometry::None
            }

            fn bounds(&self) -> egui_plot::PlotBounds {
                egui_plot::PlotBounds::NOTHING
            }

            fn base(&self) -> &egui_plot::PlotItemBase {
                &self.base
            }

            fn base_mut(&mut self) -> &mut egui_plot::PlotItemBase {
                &mut self.base
            }
        }
    };
}

pub(super) use bare_item;
