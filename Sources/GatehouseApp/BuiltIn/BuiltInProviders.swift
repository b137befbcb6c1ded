import Campaigns
import CodeBundles
package import GatehouseEngine
import KeyPool
import LearnerInvites

/// The provider modules that come with Gatehouse. This list is the one place that knows them all.
package let builtInProviders = ProviderCatalogue([CodeBundles(), Campaigns(), LearnerInvites(), KeyPool()])
