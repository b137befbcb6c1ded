import Campaigns
import CodeBundles
package import GatehouseEngine
import GatehouseForms
import KeyPool
import LearnerInvites
import RemoteProvider

/// The provider modules that come with Gatehouse. This list is the one place that knows them all. Beside them stands whatever
/// speaks the contract, by what its connection keeps of it.
package let builtInProviders = ProviderCatalogue([
    CodeBundles(),
    Campaigns(),
    LearnerInvites(),
    KeyPool(),
]) { kept throws(EngineError) in
    do {
        return try RemoteProvider(json: JSONValue(text: kept))
    } catch {
        throw EngineError(
            .failed,
            "the description that is kept of this provider is not one this program understands; take it anew with 'gatehouse connection describe NAME --take' (\(error))"
        )
    }
}
