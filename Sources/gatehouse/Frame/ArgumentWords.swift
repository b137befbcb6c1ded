public import ArgumentParser
import GatehouseLedger
public import GatehouseModel
public import GatehouseProviderKit

// The product's own words as values of flags; a wrong one is answered with those that there are.

extension Channel: ExpressibleByArgument {}
extension DeliveryState: ExpressibleByArgument {}
extension Mode: ExpressibleByArgument {}
extension Usage: ExpressibleByArgument {}
