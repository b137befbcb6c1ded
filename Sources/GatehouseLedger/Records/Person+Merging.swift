package import GatehouseModel

extension Person {
    /// This record standing for both: what it says stays, what it does not say comes from the other, whose addresses go
    /// behind its own.
    package func taking(_ other: Person) -> (person: Person, gained: PersonMerge.Gained) {
        var person = self
        var gained = PersonMerge.Gained()
        for field in PersonField.allCases where field.value(of: self) == nil && field.value(of: other) != nil {
            field.copy(from: other, to: &person)
            gained.fields.append(field)
        }
        gained.tags = other.tags.filter { !tags.contains($0) }
        person.tags += gained.tags
        person.addresses += other.addresses
        return (person, gained)
    }

    /// This record without what it has by a merge alone. What was changed since, and whatever came later, stays.
    package func givingBack(_ merge: PersonMerge) -> Person {
        var person = self
        for field in merge.gained.fields where field.value(of: self) == field.value(of: merge.other) {
            field.copy(from: nil, to: &person)
        }
        person.tags.removeAll { merge.gained.tags.contains($0) }
        let theirs = Set(merge.other.addresses.map(\.address))
        person.addresses.removeAll { theirs.contains($0.address) }
        return person
    }
}
