extension LedgerSchema {
    static let decisions = """
        -- What people decided about a difference, as JSON; null where nobody did.
        ALTER TABLE discrepancies ADD COLUMN decisions {text};
        -- The few that stand beside another of the same person for the same assessment.
        CREATE INDEX entitlements_second ON entitlements (workspace, invitation) WHERE slot <> ''
        """
}
