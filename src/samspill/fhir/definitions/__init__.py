"""What HL7 says about R4: types, elements, search parameters, compartments, value sets; read from data files once."""
