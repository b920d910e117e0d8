//! Derived indices of a network whose slots and edges are in place.

use super::Network;
use super::build::BuildError;

impl Network {
    /// Sums the suppliers' outputs, orders edges by supplier and hosts before their co-products.
    ///
    /// # Errors
    /// When co-products depend on each other in a circle.
    pub fn finish(&mut self) -> Result<(), BuildError> {
        let mut counts = vec![0_usize; self.suppliers.len() + 1];
        let mut outputs = vec![0.0; self.suppliers.len()];
        for edge in &self.edges {
            outputs[edge.supplier as usize] += edge.flow;
            counts[edge.supplier as usize + 1] += 1;
        }
        for index in 1..counts.len() {
            counts[index] += counts[index - 1];
        }
        let mut next = counts.clone();
        self.by_supplier = vec![0; self.edges.len()];
        for (index, edge) in self.edges.iter().enumerate() {
            let place = &mut next[edge.supplier as usize];
            self.by_supplier[*place] = index as u32;
            *place += 1;
        }
        self.supplier_edges = counts;
        for (supplier, output) in self.suppliers.iter_mut().zip(outputs) {
            supplier.output = output;
        }
        self.host_order = self.hosts_first()?;
        Ok(())
    }

    fn hosts_first(&self) -> Result<Vec<u32>, BuildError> {
        let mut placed = vec![false; self.suppliers.len()];
        let mut order: Vec<u32> = Vec::with_capacity(self.suppliers.len());
        while order.len() < self.suppliers.len() {
            let before = order.len();
            for (index, supplier) in self.suppliers.iter().enumerate() {
                if !placed[index] && supplier.hosts.iter().all(|host| placed[host.supplier as usize]) {
                    placed[index] = true;
                    order.push(index as u32);
                }
            }
            if order.len() == before {
                let stuck = placed.iter().position(|done| !done).map_or(0, |index| self.suppliers[index].product);
                return Err(BuildError::CoProductCircle(self.products[stuck as usize].clone()));
            }
        }
        Ok(order)
    }
}
